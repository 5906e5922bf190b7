/** Makes a chat.db, in a process of its own: its memory is nobody's. `generate.ts PATH MESSAGES` */
import { generateMessages } from '../kit/made-messages.ts';

const [path = '', messages = ''] = process.argv.slice(2);
generateMessages(path, Number(messages));
