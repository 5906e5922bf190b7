import type { DecisionView } from '#core/decision/decision-view.ts';
import type { AppState, StatusView } from '#core/surface/app-state.ts';
import { offersOf } from '#core/surface/offers.ts';
import { revisionOf, type SenderView } from '#core/surface/sender-view.ts';
import { defaultSettings } from '#core/surface/settings.ts';
import { shelfOf } from '#core/surface/shelf.ts';

/*
 * The views that surfaces paint, each from one place: a field that is added to one is added here, and nowhere else.
 */

/** What of a sender's view follows from the rest. */
type Derived = 'shelf' | 'offers' | 'revision';

/** A whole view of what is given, as `senderView` would make it; whoever was decided about can be undone. */
export function painted(given: Omit<SenderView, Derived>): SenderView {
  const { state, approvable, adopted, via, decision } = given;
  const isUnderWay = decision?.progress === 'queued' || decision?.progress === 'saved';
  return {
    ...given,
    shelf: shelfOf(given),
    offers: offersOf({
      state,
      approvable,
      adopted,
      isOurs: via === 'peephole' || via === null,
      isUnderWay,
      canUndo: decision !== null || state === 'ignored' || state === 'blocked',
    }),
    revision: revisionOf(given),
  };
}

const firstAt = '2026-11-24T11:50:00.000Z';
const lastAt = '2026-11-24T11:56:00.000Z';

/** A person who waits, with nothing unusual but what is given. */
export function fakeSender(given: Partial<SenderView> & { readonly handle: string }): SenderView {
  const { handle } = given;
  const view = painted({
    id: handle,
    display: handle,
    kind: handle.includes('@') ? 'email' : 'phone',
    approvable: true,
    service: 'iMessage',
    services: ['iMessage'],
    state: 'waiting',
    group: 'person',
    new: true,
    via: null,
    accessKnown: true,
    adopted: false,
    knocks: 1,
    firstSeenAt: firstAt,
    lastSeenAt: lastAt,
    preview: 'Hi, is this the right number?',
    textMark: null,
    warnings: [],
    contact: null,
    until: null,
    country: handle.startsWith('+44') ? 'GB' : handle.startsWith('+1') ? 'US' : null,
    ownerWrote: false,
    filterHint: 'none',
    sent: 0,
    tried: 0,
    bringsInvite: false,
    wasYours: null,
    codeGuesses: 0,
    resembles: null,
    decision: null,
    ...given,
  });
  return { ...view, ...given };
}

/** A decision that was just made. */
export function fakeDecision(
  given: Partial<DecisionView> & Pick<DecisionView, 'verdict' | 'handle'>,
): DecisionView {
  return { id: 'd1', until: null, progress: 'queued', error: null, ...given };
}

/** Everything as it should be, and nobody there. */
export const calmStatus: StatusView = {
  version: '0.1.0',
  silence: { state: 'silent', findings: [] },
  channel: { state: 'on', persisted: true, heldBy: null, detail: null },
  accounts: [],
  gateway: { state: 'connected', version: '2026.9.6', url: 'ws://127.0.0.1:18789', detail: null, notes: [] },
  messages: { state: 'reading', lastRowId: 1, lastSeenAt: lastAt, detail: null },
  counts: { waiting: 0, new: 0, approved: 0, ignored: 0, blocked: 0, known: 0, automated: 0, queued: 0 },
  ledger: { state: 'writing', detail: null },
  leaks: [],
  sharesMainSession: false,
  pause: null,
  practice: false,
};

/** A state with these senders, counted as the gatekeeper counts. */
export function stateOf(senders: readonly SenderView[], status: Partial<StatusView> = {}): AppState {
  const counts = { ...calmStatus.counts };
  for (const { shelf, new: isNew } of senders) {
    counts[shelf] += 1;
    if (shelf === 'waiting' && isNew) counts.new += 1;
  }
  return {
    revision: 1,
    status: { ...calmStatus, counts, ...status },
    settings: defaultSettings,
    lastVerdict: null,
    senders: new Map(senders.map((sender) => [sender.id, sender])),
  };
}
