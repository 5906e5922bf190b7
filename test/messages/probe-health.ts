/** Prints the first health that is told of a chat.db; run as another user. */
import { openMessages } from '../../src-main/messages/messages-source.ts';

const [databasePath = ''] = process.argv.slice(2);
const source = openMessages({ databasePath, contactsDir: '/nonexistent' });
source.start((event) => {
  if (event.type !== 'health') return;
  process.stdout.write(JSON.stringify(event.health));
  process.exit(0);
});
