/**
 * A process to be killed: brings the ledger of a state directory to a version beyond ours that writes far more than it
 * can before it is killed.   node ledger-migrator.ts STATE_DIR
 */
import { ledgerFile, openForWriting } from '../../src-main/ledger/database.ts';
import { migrate } from '../../src-main/ledger/migrate.ts';
import { migrations } from '../../src-main/ledger/schema.ts';

const file = ledgerFile(process.argv[2] ?? '');
const endless = `
  ALTER TABLE sender ADD COLUMN note TEXT;
  UPDATE setting SET value = '{}';
  CREATE TABLE extra AS
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000000)
    SELECT i, hex(randomblob(100)) AS text FROM n`;
migrate(openForWriting(file), [...migrations, endless], file);
