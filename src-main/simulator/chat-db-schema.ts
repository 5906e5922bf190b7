/**
 * The tables of Messages' chat.db as macOS 11 to 27 makes them (DB-1.1). Columns stand under the version
 * that brought them, so a database of any version, and one that was upgraded or made fresh, can be drawn up.
 */

export const macosVersions = [11, 12, 13, 14, 15, 26, 27] as const;
export type MacosVersion = (typeof macosVersions)[number];

interface Table {
  /** The version that brought the table. */
  readonly since?: MacosVersion;
  /** Column definitions, by the version that brought them. */
  readonly columns: Readonly<Partial<Record<MacosVersion, string>>>;
  readonly constraints?: string;
}

const chatReference = 'chat_id INTEGER REFERENCES chat (ROWID) ON DELETE CASCADE';
const messageReference = 'message_id INTEGER REFERENCES message (ROWID) ON DELETE CASCADE';

const tables: Readonly<Record<string, Table>> = {
  _SqliteDatabaseProperties: { columns: { 11: 'key TEXT, value TEXT' }, constraints: 'UNIQUE (key)' },
  kvtable: {
    columns: {
      11: 'ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, key TEXT UNIQUE NOT NULL, value BLOB NOT NULL',
    },
  },
  handle: {
    columns: {
      11: `ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, id TEXT NOT NULL, country TEXT, service TEXT NOT NULL,
        uncanonicalized_id TEXT, person_centric_id TEXT`,
    },
    constraints: 'UNIQUE (id, service)',
  },
  chat: {
    columns: {
      11: `ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, style INTEGER, state INTEGER,
        account_id TEXT, properties BLOB, chat_identifier TEXT, service_name TEXT, room_name TEXT, account_login TEXT,
        is_archived INTEGER DEFAULT 0, last_addressed_handle TEXT, display_name TEXT, group_id TEXT,
        is_filtered INTEGER DEFAULT 0, successful_query INTEGER, engram_id TEXT, server_change_token TEXT,
        ck_sync_state INTEGER DEFAULT 0, original_group_id TEXT, last_read_message_timestamp INTEGER DEFAULT 0,
        cloudkit_record_id TEXT, last_addressed_sim_id TEXT, is_blackholed INTEGER DEFAULT 0`,
      12: 'syndication_date INTEGER DEFAULT 0, syndication_type INTEGER DEFAULT 0',
      14: 'is_recovered INTEGER DEFAULT 0, is_deleting_incoming_messages INTEGER DEFAULT 0',
      26: 'is_pending_review INTEGER DEFAULT 0',
    },
  },
  message: {
    columns: {
      11: `ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, text TEXT, replace INTEGER DEFAULT 0,
        service_center TEXT, handle_id INTEGER DEFAULT 0, subject TEXT, country TEXT, attributedBody BLOB,
        version INTEGER DEFAULT 0, type INTEGER DEFAULT 0, service TEXT, account TEXT, account_guid TEXT,
        error INTEGER DEFAULT 0, date INTEGER, date_read INTEGER, date_delivered INTEGER,
        is_delivered INTEGER DEFAULT 0, is_finished INTEGER DEFAULT 0, is_emote INTEGER DEFAULT 0,
        is_from_me INTEGER DEFAULT 0, is_empty INTEGER DEFAULT 0, is_delayed INTEGER DEFAULT 0,
        is_auto_reply INTEGER DEFAULT 0, is_prepared INTEGER DEFAULT 0, is_read INTEGER DEFAULT 0,
        is_system_message INTEGER DEFAULT 0, is_sent INTEGER DEFAULT 0, has_dd_results INTEGER DEFAULT 0,
        is_service_message INTEGER DEFAULT 0, is_forward INTEGER DEFAULT 0, was_downgraded INTEGER DEFAULT 0,
        is_archive INTEGER DEFAULT 0, cache_has_attachments INTEGER DEFAULT 0, cache_roomnames TEXT,
        was_data_detected INTEGER DEFAULT 0, was_deduplicated INTEGER DEFAULT 0, is_audio_message INTEGER DEFAULT 0,
        is_played INTEGER DEFAULT 0, date_played INTEGER, item_type INTEGER DEFAULT 0,
        other_handle INTEGER DEFAULT 0, group_title TEXT, group_action_type INTEGER DEFAULT 0,
        share_status INTEGER DEFAULT 0, share_direction INTEGER DEFAULT 0, is_expirable INTEGER DEFAULT 0,
        expire_state INTEGER DEFAULT 0, message_action_type INTEGER DEFAULT 0, message_source INTEGER DEFAULT 0,
        associated_message_guid TEXT, associated_message_type INTEGER DEFAULT 0, balloon_bundle_id TEXT,
        payload_data BLOB, expressive_send_style_id TEXT, associated_message_range_location INTEGER DEFAULT 0,
        associated_message_range_length INTEGER DEFAULT 0, time_expressive_send_played INTEGER,
        message_summary_info BLOB, ck_sync_state INTEGER DEFAULT 0, ck_record_id TEXT, ck_record_change_tag TEXT,
        destination_caller_id TEXT, is_corrupt INTEGER DEFAULT 0, reply_to_guid TEXT, sort_id INTEGER,
        is_spam INTEGER DEFAULT 0, has_unseen_mention INTEGER DEFAULT 0, thread_originator_guid TEXT,
        thread_originator_part TEXT`,
      12: `syndication_ranges TEXT, synced_syndication_ranges TEXT, was_delivered_quietly INTEGER DEFAULT 0,
        did_notify_recipient INTEGER DEFAULT 0`,
      13: `date_retracted INTEGER, date_edited INTEGER, was_detonated INTEGER DEFAULT 0, part_count INTEGER`,
      14: `is_stewie INTEGER DEFAULT 0, is_sos INTEGER DEFAULT 0, is_critical INTEGER DEFAULT 0, bia_reference_id TEXT,
        is_kt_verified INTEGER DEFAULT 0, fallback_hash TEXT`,
      15: `associated_message_emoji TEXT, is_pending_satellite_send INTEGER DEFAULT 0, needs_relay INTEGER DEFAULT 0,
        schedule_type INTEGER DEFAULT 0, schedule_state INTEGER DEFAULT 0,
        sent_or_received_off_grid INTEGER DEFAULT 0, date_recovered INTEGER DEFAULT 0`,
      26: 'is_time_sensitive INTEGER DEFAULT 0, ck_chat_id TEXT, index_state INTEGER DEFAULT 0',
      27: `filter_action INTEGER DEFAULT 0, filter_sub_action INTEGER DEFAULT 0, is_preview_sent INTEGER DEFAULT 0,
        is_preview_delivered INTEGER DEFAULT 0, date_preview_sent INTEGER, date_preview_delivered INTEGER,
        date_updated INTEGER, retry_count INTEGER`,
    },
  },
  attachment: {
    columns: {
      11: `ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, created_date INTEGER DEFAULT 0,
        start_date INTEGER DEFAULT 0, filename TEXT, uti TEXT, mime_type TEXT, transfer_state INTEGER DEFAULT 0,
        is_outgoing INTEGER DEFAULT 0, user_info BLOB, transfer_name TEXT, total_bytes INTEGER DEFAULT 0,
        is_sticker INTEGER DEFAULT 0, sticker_user_info BLOB, attribution_info BLOB,
        hide_attachment INTEGER DEFAULT 0, ck_sync_state INTEGER DEFAULT 0, ck_server_change_token_blob BLOB,
        ck_record_id TEXT, original_guid TEXT UNIQUE NOT NULL`,
      14: 'is_commsafety_sensitive INTEGER DEFAULT 0',
      15: `emoji_image_content_identifier TEXT, emoji_image_short_description TEXT,
        preview_generation_state INTEGER DEFAULT 0`,
      27: 'preflight_info BLOB, sensitivity_analysis INTEGER DEFAULT 0',
    },
  },
  chat_message_join: {
    columns: {
      11: `${chatReference}, ${messageReference}, message_date INTEGER DEFAULT 0`,
      26: 'index_state INTEGER NOT NULL DEFAULT 0',
      27: 'filter_action INTEGER NOT NULL DEFAULT 0, filter_sub_action INTEGER NOT NULL DEFAULT 0',
    },
    constraints: 'PRIMARY KEY (chat_id, message_id)',
  },
  chat_handle_join: {
    columns: { 11: `${chatReference}, handle_id INTEGER REFERENCES handle (ROWID) ON DELETE CASCADE` },
    constraints: 'UNIQUE (chat_id, handle_id)',
  },
  message_attachment_join: {
    columns: {
      11: `${messageReference}, attachment_id INTEGER REFERENCES attachment (ROWID) ON DELETE CASCADE`,
    },
    constraints: 'UNIQUE (message_id, attachment_id)',
  },
  deleted_messages: { columns: { 11: 'ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, guid TEXT NOT NULL' } },
  sync_deleted_messages: {
    columns: { 11: 'ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, guid TEXT NOT NULL, recordID TEXT' },
  },
  chat_recoverable_message_join: {
    since: 13,
    columns: {
      13: `${chatReference}, ${messageReference}, delete_date INTEGER, ck_sync_state INTEGER DEFAULT 0`,
    },
    constraints: 'PRIMARY KEY (chat_id, message_id), CHECK (delete_date != 0)',
  },
  recoverable_message_part: {
    since: 13,
    columns: {
      13: `chat_id INTEGER, message_id INTEGER, part_index INTEGER, delete_date INTEGER, part_text BLOB NOT NULL,
        ck_sync_state INTEGER DEFAULT 0`,
    },
    constraints: 'PRIMARY KEY (chat_id, message_id, part_index), CHECK (delete_date != 0)',
  },
  chat_lookup: {
    since: 26,
    columns: {
      26: `identifier TEXT NOT NULL, domain TEXT NOT NULL, chat INTEGER NOT NULL REFERENCES chat (ROWID),
        priority INTEGER DEFAULT 0`,
    },
    constraints: 'UNIQUE (identifier, domain)',
  },
  chat_service: {
    since: 26,
    columns: { 26: 'service TEXT NOT NULL, chat INTEGER NOT NULL REFERENCES chat (ROWID)' },
    constraints: 'UNIQUE (service, chat)',
  },
};

const indexes = `
  CREATE INDEX message_idx_date ON message (date);
  CREATE INDEX message_idx_handle ON message (handle_id, date);
  CREATE INDEX message_idx_is_read ON message (is_read, is_from_me, is_finished);
  CREATE INDEX message_idx_failed ON message (is_finished, is_from_me, error);
  CREATE INDEX message_idx_expire_state ON message (expire_state);
  CREATE INDEX message_idx_associated_message2 ON message (associated_message_guid)
    WHERE associated_message_guid IS NOT NULL;
  CREATE INDEX chat_idx_chat_identifier ON chat (chat_identifier);
  CREATE INDEX chat_idx_chat_identifier_service_name ON chat (chat_identifier, service_name);
  CREATE INDEX chat_idx_chat_room_name_service_name ON chat (room_name, service_name);
  CREATE INDEX chat_idx_is_archived ON chat (is_archived);
  CREATE INDEX chat_message_join_idx_chat_id ON chat_message_join (chat_id);
  CREATE INDEX chat_message_join_idx_message_id_only ON chat_message_join (message_id);
  CREATE INDEX chat_message_join_idx_message_date_id_chat_id
    ON chat_message_join (chat_id, message_date, message_id);
  CREATE INDEX chat_handle_join_idx_handle_id ON chat_handle_join (handle_id);
  CREATE INDEX message_attachment_join_idx_message_id ON message_attachment_join (message_id);
  CREATE INDEX message_attachment_join_idx_attachment_id ON message_attachment_join (attachment_id);`;

/** Apple's triggers without the functions that only its own framework has: what they do to rows is the same. */
const triggers = `
  CREATE TRIGGER after_insert_on_chat_message_join AFTER INSERT ON chat_message_join BEGIN
    UPDATE message SET cache_roomnames = (SELECT group_concat(c.room_name) FROM chat c
      JOIN chat_message_join j ON c.ROWID = j.chat_id WHERE j.message_id = NEW.message_id)
    WHERE ROWID = NEW.message_id; END;
  CREATE TRIGGER after_delete_on_chat_message_join AFTER DELETE ON chat_message_join BEGIN
    UPDATE message SET cache_roomnames = (SELECT group_concat(c.room_name) FROM chat c
      JOIN chat_message_join j ON c.ROWID = j.chat_id WHERE j.message_id = OLD.message_id)
    WHERE ROWID = OLD.message_id;
    DELETE FROM message WHERE ROWID = OLD.message_id
      AND OLD.message_id NOT IN (SELECT message_id FROM chat_message_join WHERE message_id = OLD.message_id)
      {{AND_NOT_RECOVERABLE}}; END;
  CREATE TRIGGER after_delete_on_message AFTER DELETE ON message BEGIN
    INSERT INTO deleted_messages (guid) VALUES (OLD.guid);
    DELETE FROM handle WHERE ROWID = OLD.handle_id
      AND NOT EXISTS (SELECT 1 FROM message WHERE handle_id = OLD.handle_id)
      AND NOT EXISTS (SELECT 1 FROM chat_handle_join WHERE handle_id = OLD.handle_id); END;
  CREATE TRIGGER update_message_date_after_update_on_message AFTER UPDATE OF date ON message BEGIN
    UPDATE chat_message_join SET message_date = NEW.date WHERE message_id = NEW.ROWID; END;`;

const notRecoverable = `AND OLD.message_id NOT IN
        (SELECT message_id FROM chat_recoverable_message_join WHERE message_id = OLD.message_id)`;

/** The same sequence of numbers in [0, 1) for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** In an order of its own for every seed; seed 0 leaves it as it is. */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  if (seed === 0) return items;
  const random = randomFrom(seed);
  return items
    .map((item) => ({ item, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/**
 * The statements that make an empty chat.db.
 * @param macos the version whose columns and tables are there.
 * @param columnOrder 0: as a fresh database of the newest version has them; anything else: a seed for another order.
 */
export function chatDbSchema(macos: MacosVersion, columnOrder: number): string {
  const statements = Object.entries(tables)
    .filter(([, { since }]) => since === undefined || since <= macos)
    .map(([name, { columns, constraints }]) => {
      const definitions = macosVersions
        .filter((version) => version <= macos)
        .flatMap((version) => columns[version]?.split(/,\s*/) ?? []);
      const parts = [
        ...shuffled(definitions, columnOrder),
        ...(constraints === undefined ? [] : [constraints]),
      ];
      return `CREATE TABLE ${name} (${parts.join(', ')});`;
    });
  return [
    ...statements,
    indexes,
    triggers.replace('{{AND_NOT_RECOVERABLE}}', macos >= 13 ? notRecoverable : ''),
  ].join('\n');
}
