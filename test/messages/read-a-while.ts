/** Reads a chat.db and prints the texts, until one says "done". */
import { openMessages } from '../../src-main/messages/messages-source.ts';

const [databasePath = ''] = process.argv.slice(2);
const source = openMessages({ databasePath, contactsDir: '/nonexistent' });
source.start((event) => {
  if (event.type !== 'rows') return;
  for (const { text } of event.rows) process.stdout.write(`${text}\n`);
  if (event.rows.some(({ text }) => text === 'done')) void source.stop();
});
