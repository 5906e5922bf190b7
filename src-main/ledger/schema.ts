import { chainStart } from '#core/log/log-chain.node.ts';

/** Marks an SQLite file as Peephole's ledger ("PEEP"). */
export const applicationId = 0x50454550;

/**
 * The ledger's schema, one migration per version: the first makes version 1 of an empty file, the next version 2 of
 * version 1. What has been released is never edited, only added to. The tables `log` and `head` keep their shape for
 * ever, so that the log of any version can be read without migrating it.
 *
 * The log is the truth. `decision` and `taken` only point into it; `sender`, `knock` and `knocks_pruned` are what we
 * counted in Messages, `setting` what the owner set. No message text anywhere.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE log (
    seq INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('decision', 'progress', 'taken', 'event', 'journal')),
    body TEXT NOT NULL CHECK (json_valid(body)),
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;

  -- How far the log goes: a log that lost its last lines is still a chain, but does not reach this.
  CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    lines INTEGER NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  INSERT INTO head (one, lines, hash) VALUES (1, 0, '${chainStart}');

  CREATE TRIGGER log_is_not_updated BEFORE UPDATE ON log
  BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
  CREATE TRIGGER log_is_not_deleted BEFORE DELETE ON log
  BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
  CREATE TRIGGER log_is_appended BEFORE INSERT ON log
  WHEN NEW.seq IS NOT (SELECT lines + 1 FROM head) OR NEW.previous IS NOT (SELECT hash FROM head)
  BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

  CREATE INDEX log_event ON log (json_extract(body, '$.kind'), seq) WHERE type = 'event';
  CREATE INDEX log_journal ON log (seq) WHERE type = 'journal';

  CREATE TABLE decision (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    seq INTEGER NOT NULL UNIQUE REFERENCES log (seq),
    -- The line that says how far it is: its own, or its last progress.
    progress_seq INTEGER NOT NULL REFERENCES log (seq)
  ) STRICT;
  CREATE INDEX decision_of_sender ON decision (key, seq);

  CREATE TABLE taken (
    seq INTEGER PRIMARY KEY REFERENCES log (seq),
    decision_id TEXT NOT NULL REFERENCES decision (id)
  ) STRICT;
  CREATE INDEX taken_by_decision ON taken (decision_id, seq);

  CREATE TABLE sender (
    key TEXT PRIMARY KEY,
    handle TEXT NOT NULL,
    kind TEXT NOT NULL,
    approvable INTEGER NOT NULL,
    service TEXT NOT NULL,
    -- JSON array.
    services TEXT NOT NULL,
    knocks INTEGER NOT NULL,
    first_seen_ms INTEGER NOT NULL,
    last_seen_ms INTEGER NOT NULL,
    is_new INTEGER NOT NULL,
    filter_bucket INTEGER NOT NULL,
    notified_ms INTEGER,
    notifications INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE knock (
    guid TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Knocks older than this may have been forgotten.
  CREATE TABLE knocks_pruned (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    before_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // Lines written from here on hold codes and what they are filled in with, not sentences: a version that knows only the
  // first could not read them, so it must refuse the file instead of calling it damaged. What stands there stays.
  '-- no table changes',
  // A knock is remembered with whose it was and what it was like, so that it can be taken back when Messages says something
  // else of its row, and known when Messages writes it again under another guid (DB-2.13). `mark`: `contentMark`. Null: noted
  // by an older version, and filled in when the row comes again.
  `
  ALTER TABLE knock ADD COLUMN key TEXT;
  ALTER TABLE knock ADD COLUMN mark INTEGER;
  ALTER TABLE knock ADD COLUMN is_new INTEGER;
  CREATE INDEX knock_of_sender ON knock (key, at_ms);
  `,
  // Signatures of log lines (RULE-9.3), beside the log, whose shape is kept. Lines from before this version have none; a
  // version that does not sign must refuse the file.
  `
  CREATE TABLE signature (
    seq INTEGER PRIMARY KEY REFERENCES log (seq),
    signature TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER signature_is_not_updated BEFORE UPDATE ON signature
  BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
  CREATE TRIGGER signature_is_not_deleted BEFORE DELETE ON signature
  BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
  CREATE TRIGGER signature_is_appended BEFORE INSERT ON signature
  WHEN NEW.seq IS NOT (SELECT lines FROM head) OR EXISTS (SELECT 1 FROM signature WHERE seq = NEW.seq)
  BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
  `,
];
