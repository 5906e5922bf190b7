/**
 * What the practice gateway remembers across restarts, in `state/openclaw.sqlite`: where the real one keeps it, with its
 * tables for pairing (OC-20: Peephole reads the pairing store there).
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const channelKey = 'imessage';

const schema = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS config_revision_keys (id INTEGER PRIMARY KEY, hmac_key BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS channel_pairing_requests (
    channel_key TEXT NOT NULL, account_id TEXT NOT NULL, request_id TEXT NOT NULL, code TEXT NOT NULL,
    created_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, meta_json TEXT,
    PRIMARY KEY (channel_key, account_id, request_id)) STRICT;
  CREATE TABLE IF NOT EXISTS channel_pairing_allow_entries (
    channel_key TEXT NOT NULL, account_id TEXT NOT NULL, entry TEXT NOT NULL, sort_order INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, PRIMARY KEY (channel_key, account_id, entry)) STRICT;
  CREATE TABLE IF NOT EXISTS device_pairing_paired (
    device_id TEXT PRIMARY KEY, public_key TEXT NOT NULL, role TEXT NOT NULL, scopes_json TEXT NOT NULL,
    token TEXT NOT NULL, approved_via TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS session_participants (
    session_key TEXT NOT NULL, sender TEXT NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY (session_key, sender)) STRICT;
  CREATE TABLE IF NOT EXISTS channel_cursors (account_id TEXT PRIMARY KEY, row_id INTEGER NOT NULL) STRICT;`;

export interface PairedDevice {
  readonly deviceId: string;
  readonly publicKey: string;
  readonly role: string;
  readonly scopes: readonly string[];
  readonly token: string;
}

/** A stranger's open request. Times are ISO. */
export interface PairingRequest {
  readonly accountId: string;
  readonly requestId: string;
  readonly code: string;
  readonly senderId: string;
  readonly chatId: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
}

/** A conversation of the assistant's. */
export interface Session {
  readonly key: string;
  readonly senders: readonly string[];
  readonly updatedAtMs: number;
}

export type StateStore = ReturnType<typeof openStateStore>;

export function openStateStore(stateDir: string) {
  mkdirSync(join(stateDir, 'state'), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(join(stateDir, 'state', 'openclaw.sqlite'), { timeout: 5000 });
  db.exec(schema);

  return {
    /** Config hashes stay the same over a restart, as they do at the real one. */
    revisionKey(): Uint8Array {
      db.prepare('INSERT OR IGNORE INTO config_revision_keys VALUES (1, ?)').run(randomBytes(32));
      return db.prepare('SELECT hmac_key AS key FROM config_revision_keys').get()?.key as Uint8Array;
    },
    device(deviceId: string): PairedDevice | null {
      const row = db.prepare('SELECT * FROM device_pairing_paired WHERE device_id = ?').get(deviceId);
      if (!row) return null;
      return {
        deviceId,
        publicKey: String(row.public_key),
        role: String(row.role),
        scopes: JSON.parse(String(row.scopes_json)) as string[],
        token: String(row.token),
      };
    },
    pairDevice(device: PairedDevice, approvedVia: string): void {
      db.prepare('INSERT OR REPLACE INTO device_pairing_paired VALUES (?, ?, ?, ?, ?, ?)').run(
        device.deviceId,
        device.publicKey,
        device.role,
        JSON.stringify(device.scopes),
        device.token,
        approvedVia,
      );
    },
    removeDevices(): void {
      db.exec('DELETE FROM device_pairing_paired');
    },
    pairedSenders(accountId: string): readonly string[] {
      return db
        .prepare(
          'SELECT entry FROM channel_pairing_allow_entries WHERE channel_key = ? AND account_id = ? ORDER BY sort_order',
        )
        .all(channelKey, accountId)
        .map((row) => String(row.entry));
    },
    allowPaired(accountId: string, entry: string, atMs: number): void {
      db.prepare(
        `INSERT OR REPLACE INTO channel_pairing_allow_entries
         SELECT ?, ?, ?, COALESCE(MAX(sort_order), 0) + 1, ? FROM channel_pairing_allow_entries`,
      ).run(channelKey, accountId, entry, atMs);
    },
    pairingRequests(): readonly PairingRequest[] {
      return db
        .prepare('SELECT * FROM channel_pairing_requests ORDER BY created_at, request_id')
        .all()
        .map((row) => ({
          accountId: String(row.account_id),
          requestId: String(row.request_id),
          code: String(row.code),
          createdAt: String(row.created_at),
          lastSeenAt: String(row.last_seen_at),
          ...(JSON.parse(String(row.meta_json)) as { senderId: string; chatId: string }),
        }));
    },
    savePairingRequest(request: PairingRequest): void {
      const { senderId, chatId } = request;
      db.prepare('INSERT OR REPLACE INTO channel_pairing_requests VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        channelKey,
        request.accountId,
        request.requestId,
        request.code,
        request.createdAt,
        request.lastSeenAt,
        JSON.stringify({ senderId, chatId }),
      );
    },
    dropPairingRequest(requestId: string): void {
      db.prepare('DELETE FROM channel_pairing_requests WHERE request_id = ?').run(requestId);
    },
    noteParticipant(sessionKey: string, sender: string, atMs: number): void {
      db.prepare('INSERT OR REPLACE INTO session_participants VALUES (?, ?, ?)').run(
        sessionKey,
        sender,
        atMs,
      );
    },
    /** The assistant's conversations, newest first. */
    sessions(): readonly Session[] {
      const rows = db.prepare('SELECT * FROM session_participants ORDER BY updated_at DESC').all();
      const byKey = Map.groupBy(rows, (row) => String(row.session_key));
      return [...byKey].map(([key, members]) => ({
        key,
        senders: members.map((row) => String(row.sender)),
        updatedAtMs: Number(members[0]?.updated_at),
      }));
    },
    /** Up to which chat.db ROWID an account has handled its messages; null: never received. */
    cursor(accountId: string): number | null {
      const row = db.prepare('SELECT row_id AS id FROM channel_cursors WHERE account_id = ?').get(accountId);
      return row ? Number(row.id) : null;
    },
    moveCursor(accountId: string, rowId: number): void {
      db.prepare('INSERT OR REPLACE INTO channel_cursors VALUES (?, ?)').run(accountId, rowId);
    },
    close: () => db.close(),
  };
}
