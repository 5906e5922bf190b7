import type { AccessEntry } from '#core/access/access-facts.ts';
import { handleKey } from '#core/message/handle.ts';
import { hasReference } from './config-file.ts';

/** Names an access group in a list. Case-sensitive, as OpenClaw reads it. */
const groupPrefix = 'accessGroup:';
const servicePrefix = /^(?:imessage|sms|auto):\s*/i;
/** Entries that name a conversation rather than a person (the plugin's targets module). */
const chatPrefix = /^(?:chat_?id|chat|(?:chat_?)?guid|chat_?identifier|chatident):/i;
const bareChatIdentifier = /^[0-9a-f]{32}$/i;

/** Reads one entry of a list as the iMessage plugin reads it (OC-43). */
export function readEntry(raw: string | number): AccessEntry {
  const text = String(raw).trim();
  if (typeof raw === 'string') {
    if (text === '*') return { kind: 'everyone', raw };
    if (text.startsWith(groupPrefix)) {
      const name = text.slice(groupPrefix.length).trim();
      return name === '' ? { kind: 'other', raw } : { kind: 'group', name, raw };
    }
    let bare = text;
    while (servicePrefix.test(bare)) bare = bare.replace(servicePrefix, '');
    if (chatPrefix.test(bare) || bareChatIdentifier.test(bare)) return { kind: 'chat', raw };
    if (bare === '') return { kind: 'other', raw };
  }
  return { kind: 'handle', key: handleKey(text), raw };
}

/**
 * A list as written. null: not set there. Anything that is not a list of texts and numbers is no list.
 * @param parsed the same list of the file, with its `${VAR}`; another list, or none: the file's spelling is not known.
 */
export function readEntries(written: unknown, parsed?: unknown): readonly AccessEntry[] | null {
  if (!Array.isArray(written)) return null;
  // Parts of other files are put together: then one is longer.
  const spellings: readonly unknown[] =
    Array.isArray(parsed) && parsed.length === written.length ? parsed : [];
  return written.flatMap((raw, index) => {
    if (typeof raw !== 'string' && typeof raw !== 'number') return [];
    const entry = readEntry(raw);
    const spelling = spellings[index];
    const isSpelled = typeof spelling === 'string' && spelling !== raw && hasReference(spelling);
    return entry.kind === 'handle' && isSpelled ? { ...entry, written: spelling } : entry;
  });
}
