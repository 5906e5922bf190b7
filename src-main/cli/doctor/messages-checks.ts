import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { MessagesHealth } from '#core/message/message.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import { english } from '#core/words/english.ts';
import { openMessages } from '../../messages/messages-source.ts';
import { bad, type Check, good } from './check.ts';

const id = 'messages';
const title = 'Messages';
/** A database is opened and looked at within this, ms. */
const patienceMs = 10_000;
/** What macOS wants before anything else may read Messages. */
const fullDiskAccess =
  'Open System Settings, Privacy & Security, Full Disk Access, and switch on Peephole (or, for this command, your terminal). Then start it again.';

function judge(health: Pick<MessagesHealth, 'state' | 'detail'>, path: string | null): Check {
  const where = path === null ? '' : ` (${path})`;
  switch (health.state) {
    case 'reading':
      return good(id, title, `can be read${where}`);
    case 'no-access':
      return bad(
        id,
        title,
        `may not be read${where}`,
        health.detail === null ? fullDiskAccess : english(health.detail),
      );
    case 'absent':
      return bad(
        id,
        title,
        `not there${where}`,
        health.detail === null ? 'Open Messages and sign in once.' : english(health.detail),
      );
    case 'error':
      return bad(
        id,
        title,
        `can’t be read${where}`,
        health.detail === null ? 'Open Messages once, then try again.' : english(health.detail),
      );
  }
}

/** What a running Peephole says of Messages. */
export function checkMessagesOf({ messages }: StatusView): Check {
  return judge(messages, null);
}

/** Opens Messages as Peephole would, looks once, and closes it again. */
export async function checkMessages(place: Parameters<typeof openMessages>[0]): Promise<Check> {
  const source = openMessages(place);
  const first = Promise.withResolvers<MessagesHealth>();
  source.start((event) => {
    if (event.type === 'health') first.resolve(event.health);
  });
  try {
    const health = await Promise.race([first.promise, delay(patienceMs, null, { ref: false })]);
    return health === null
      ? bad(id, title, 'does not answer', 'Open Messages once, then try again.')
      : judge(health, health.path);
  } finally {
    await source.stop();
  }
}

/** Names are a comfort, not a need: without them Peephole still does its work. */
export function checkContacts(contactsDir: string): Check {
  const contacts = 'Contacts';
  try {
    readdirSync(contactsDir);
    return good('contacts', contacts, 'names from your Contacts are shown');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') return good('contacts', contacts, 'none on this Mac; names are not shown');
    return bad('contacts', contacts, 'may not be read, so names are not shown', fullDiskAccess);
  }
}
