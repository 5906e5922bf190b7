import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { MessagesHealth } from '#core/message/message.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { openMessages } from '../../messages/messages-source.ts';
import { bad, type Check, good } from './check.ts';

/** A database is opened and looked at within this, ms. */
const patienceMs = 10_000;
function judge({ state, detail }: Pick<MessagesHealth, 'state' | 'detail'>, path: string | null): Check {
  const at = (found: Sentence): Sentence => (path === null ? found : sentence('doctor.at', { found, path }));
  switch (state) {
    case 'reading':
      return good('messages', at(sentence('doctor.messages-read')));
    case 'no-access': {
      const fix = detail ?? sentence('doctor.full-disk-access');
      return bad('messages', at(sentence('doctor.messages-no-access')), fix);
    }
    case 'absent':
      return bad('messages', at(sentence('doctor.messages-absent')), detail ?? sentence('doctor.sign-in'));
    case 'starting':
      return bad('messages', at(sentence('doctor.messages-silent')), sentence('doctor.open-messages'));
    case 'error': {
      const fix = detail ?? sentence('doctor.open-messages');
      return bad('messages', at(sentence('doctor.messages-unreadable')), fix);
    }
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
      ? bad('messages', sentence('doctor.messages-silent'), sentence('doctor.open-messages'))
      : judge(health, health.path);
  } finally {
    await source.stop();
  }
}

/** Names are a comfort, not a need: without them Peephole still does its work. */
export function checkContacts(contactsDir: string): Check {
  try {
    readdirSync(contactsDir);
    return good('contacts', sentence('doctor.contacts-read'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') return good('contacts', sentence('doctor.contacts-none'));
    return bad('contacts', sentence('doctor.contacts-no-access'), sentence('doctor.full-disk-access'));
  }
}
