import type { CommandName, Input, Output } from '#contract/contract.ts';
import { PeepholeError } from '#core/errors.ts';
import type { StatePush } from '#core/surface/app-state.ts';
import { defaultSettings } from '#core/surface/settings.ts';

const at = '2026-11-24T14:56:00.000Z';

const sender: Output<'list'>['senders'][number] = {
  id: '+12125550101',
  handle: '+12125550101',
  display: '+1 212 555 0101',
  kind: 'phone',
  approvable: true,
  service: 'iMessage',
  services: ['iMessage'],
  state: 'waiting',
  group: 'person',
  shelf: 'waiting',
  offers: ['approve', 'ignore', 'block'],
  new: true,
  via: null,
  accessKnown: true,
  adopted: false,
  knocks: 2,
  firstSeenAt: '2026-11-24T14:41:10.000Z',
  lastSeenAt: at,
  preview: 'wait, it’s today, right?',
  revision: '5d1f0c3a9b7e2468',
  warnings: [],
  contact: null,
  until: null,
  country: 'US',
  ownerWrote: false,
  filterHint: 'none',
  sent: 0,
  bringsInvite: false,
  codeGuesses: 0,
  resembles: null,
  decision: null,
};

const status: Output<'status'> = {
  version: '0.1.0',
  silence: { state: 'silent', findings: [] },
  channel: { state: 'on', persisted: true, heldBy: null },
  gateway: { state: 'connected', version: '2026.9.6', url: 'ws://127.0.0.1:18789', detail: null },
  messages: { state: 'reading', lastRowId: 4711, lastSeenAt: at, detail: null },
  counts: { waiting: 1, new: 1, approved: 0, ignored: 0, blocked: 0, known: 5, automated: 7, queued: 0 },
  ledger: { state: 'writing', detail: null },
  leaks: [],
  sharesMainSession: false,
  pausedUntil: null,
  practice: false,
};

type Example<C extends CommandName> = { readonly input: Input<C>; readonly output: Output<C> };

/** What is asked and answered in the pages about the contract. Typed, so that an example can't be out of date. */
export const examples: { readonly [C in 'status' | 'list' | 'verdict' | 'explain']: Example<C> } = {
  status: { input: {}, output: status },
  list: { input: { state: 'waiting' }, output: { senders: [sender] } },
  verdict: {
    input: {
      verdict: 'approve',
      handle: '+12125550101',
      for: '24h',
      revision: sender.revision,
      source: 'cli',
    },
    output: {
      decision: {
        id: '0199c0de-0000-7000-8000-000000000001',
        handle: '+12125550101',
        verdict: 'approve',
        until: '2026-11-25T14:57:00.000Z',
        progress: 'queued',
        error: null,
      },
    },
  },
  explain: {
    input: { handle: '+12125550101' },
    output: {
      handle: '+12125550101',
      dm: { allowed: false, rule: 'not-listed', setting: 'channels.imessage.allowFrom' },
      group: { allowed: false, rule: 'not-listed', setting: 'channels.imessage.groupAllowFrom' },
      command: {
        allowed: false,
        rule: 'not-listed',
        setting: 'channels.imessage.allowFrom',
        ownerOnly: false,
      },
      accounts: [],
    },
  },
};

/** The first push of a subscription: the whole state. */
export const firstPush: StatePush = {
  revision: 7,
  base: null,
  status,
  settings: { ...defaultSettings, onboarded: true },
  lastVerdict: null,
  senders: [sender],
  removed: [],
};

/** What the same request is refused with when its sender changed since it was painted. */
export const refused = new PeepholeError(
  'stale-revision',
  '+12125550101 has changed since it was shown. Look again, then decide.',
);
