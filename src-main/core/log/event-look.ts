import type { Unlisted } from '#core/unlisted.schema.ts';
import type { EventKind } from './event-catalogue.ts';

/** How an event looks in a list. `suspicious`: the owner should look at it. */
export interface EventLook {
  readonly severity: 'info' | 'suspicious';
  readonly icon: 'info' | 'warning' | 'check' | 'key' | 'silence' | 'history';
}

/** What is only good to know, by its glyph. Every other kind is suspicious, one that this version does not know among them. */
const toKnow: { readonly [kind in EventKind | Unlisted]?: EventLook['icon'] } = {
  'ledger-begun': 'info',
  'log-signed': 'key',
  'made-silent': 'silence',
  'silence-undone': 'history',
  'leak-cleared': 'check',
  'leak-withdrawn': 'check',
  'invite-created': 'key',
  'invite-spent': 'key',
  'code-withdrawn': 'key',
};

/** How an event of this kind looks. */
export function eventLook(kind: EventKind | Unlisted): EventLook {
  const icon = Object.hasOwn(toKnow, kind) ? toKnow[kind] : undefined;
  return icon === undefined ? { severity: 'suspicious', icon: 'warning' } : { severity: 'info', icon };
}
