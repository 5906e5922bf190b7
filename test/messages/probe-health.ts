/** Prints the first health that is told of a chat.db; as root, what somebody else is told. */
import { MessagesReader } from '../../src-main/messages/messages-reader.ts';
import { systemClock } from '../../src-main/platform/system-clock.ts';
import { becomeNobody } from '../support/nobody.ts';

const [databasePath = ''] = process.argv.slice(2);
// From here on no file of the project can be read: it may stand in a folder of root's own.
becomeNobody();
new MessagesReader({
  databasePath,
  contactsDir: '/nonexistent',
  clock: systemClock,
  emit: async (event) => {
    if (event.type !== 'health') return;
    process.stdout.write(JSON.stringify(event.health));
    process.exit(0);
  },
});
