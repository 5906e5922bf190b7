import type { AppState, StatusView } from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';

import { defaultSettings } from '#core/surface/settings.ts';
import { type Derived, painted } from './painted.ts';

const at = '2026-11-24T14:56:00.000Z';

/** A waiting person with nothing unusual but what is given. */
export function viewOf(given: Partial<Omit<SenderView, Derived>> & { readonly handle: string }): SenderView {
  return painted({
    id: given.handle,
    display: given.handle,
    kind: 'phone',
    approvable: true,
    service: 'iMessage',
    services: ['iMessage'],
    state: 'waiting',
    group: 'person',
    new: true,
    via: null,
    accessKnown: true,
    adopted: false,
    knocks: 3,
    firstSeenAt: at,
    lastSeenAt: at,
    preview: 'Hello',
    warnings: [],
    contact: null,
    until: null,
    country: null,
    ownerWrote: false,
    filterHint: 'none',
    sent: 0,
    bringsInvite: false,
    codeGuesses: 0,
    resembles: null,
    decision: null,
    ...given,
  });
}

export const calmStatus: StatusView = {
  version: '0.1.0',
  silence: { state: 'silent', findings: [] },
  channel: { state: 'on', persisted: true, heldBy: null },
  gateway: { state: 'connected', version: '2026.9.6', url: 'ws://127.0.0.1:18789', detail: null },
  messages: { state: 'reading', lastRowId: 1, lastSeenAt: at, detail: null },
  counts: { waiting: 0, new: 0, approved: 0, ignored: 0, blocked: 0, known: 0, automated: 0, queued: 0 },
  ledger: { state: 'writing', detail: null },
  leaks: [],
  sharesMainSession: false,
  pause: null,
  practice: false,
};

/** A state with these senders, counted as the gatekeeper counts. */
export function stateOf(senders: readonly SenderView[], status: Partial<StatusView> = {}): AppState {
  const people = senders.filter(({ shelf }) => shelf === 'waiting');
  const counts = {
    ...calmStatus.counts,
    waiting: people.length,
    new: people.filter((sender) => sender.new).length,
  };
  return {
    revision: 1,
    status: { ...calmStatus, counts, ...status },
    settings: defaultSettings,
    lastVerdict: null,
    senders: new Map(senders.map((sender) => [sender.id, sender])),
  };
}
