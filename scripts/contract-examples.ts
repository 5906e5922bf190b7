import type { CommandName, Input, Output } from '#contract/contract.ts';
import { PeepholeError } from '#core/errors.ts';
import type { StatePush } from '#core/surface/app-state.ts';
import { defaultSettings } from '#core/surface/settings.ts';
import { sentence } from '#core/words/sentence.ts';
import { calmStatus, fakeSender } from '../test/support/views.ts';

const handle = '+12125550101';

const sender = fakeSender({ handle, display: '+1 212 555 0101', knocks: 2, country: 'US' });

const status: Output<'status'> = {
  ...calmStatus,
  counts: { ...calmStatus.counts, waiting: 1, new: 1, known: 5, automated: 7 },
};

type Example<C extends CommandName> = { readonly input: Input<C>; readonly output: Output<C> };

/** What is asked and answered in the pages about the contract. Typed, so that an example can't be out of date. */
export const examples: { readonly [C in 'list' | 'verdict' | 'explain']: Example<C> } = {
  list: {
    input: { state: 'waiting' },
    output: { senders: [sender], crowds: [], total: 1, next: null, textsWithheld: false },
  },
  verdict: {
    input: { verdict: 'approve', handle, for: '24h', revision: sender.revision, source: 'cli' },
    output: {
      decision: {
        id: '0199c0de-0000-7000-8000-000000000001',
        handle,
        verdict: 'approve',
        until: '2026-11-25T14:57:00.000Z',
        progress: 'queued',
        error: null,
      },
    },
  },
  explain: {
    input: { handle },
    output: {
      handle,
      dm: { allowed: false, rule: 'not-listed', setting: 'channels.imessage.allowFrom' },
      group: { allowed: false, rule: 'not-listed', setting: 'channels.imessage.groupAllowFrom' },
      command: {
        allowed: false,
        rule: 'not-listed',
        setting: 'channels.imessage.allowFrom',
        ownerOnly: false,
      },
      accounts: [],
      wasYours: null,
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
export const refused = new PeepholeError('stale-revision', sentence('refuse.stale', { handle }));
