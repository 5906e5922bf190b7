import type { DecisionError } from '#core/decision/decision-error.ts';
import { accountViews } from '#core/reconcile/account-view.ts';
import { channelTrouble } from '#core/reconcile/channel-trouble.ts';
import { channelView } from '#core/reconcile/channel-view.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { facts } from './facts.ts';
import { ago, defaultScenario, type Scenario, statuses } from './fake-scenario.ts';
import { fakeDecision } from './views.ts';

/** Everything that can be wrong with gateway, channel, accounts, Messages or a decision, to be looked at on every surface. */

const { calm } = statuses;

function gateway(state: StatusView['gateway']['state'], detail: Sentence): Partial<Scenario> {
  return {
    status: {
      ...calm,
      silence: { state: 'unknown', findings: [] },
      channel: { state: 'unknown', persisted: false, heldBy: null, detail: null },
      accounts: [],
      gateway: { ...calm.gateway, state, detail, version: null },
    },
  };
}

function channel(input: Parameters<typeof facts>[0]): Partial<Scenario> {
  const read = facts(input);
  const view = channelView(read, null, { stopped: [], held: null, groupIsOurs: true });
  return {
    status: {
      ...calm,
      accounts: accountViews(read),
      channel: { ...view, detail: channelTrouble(view, read, null) },
    },
  };
}

function firstSender(change: (sender: SenderView) => Partial<SenderView>): Partial<Scenario> {
  return {
    senders: defaultScenario().senders.map((sender, index) =>
      index === 0 ? { ...sender, ...change(sender) } : sender,
    ),
  };
}

function failed(error: DecisionError): Partial<Scenario> {
  return firstSender(({ handle }) => ({
    state: 'waiting',
    decision: { ...fakeDecision({ id: 'd1', handle, verdict: 'approve', progress: 'failed' }), error },
  }));
}

function messages(state: StatusView['messages']['state'], detail: Sentence): Partial<Scenario> {
  return { status: { ...calm, messages: { ...calm.messages, state, detail } } };
}

const url = 'ws://127.0.0.1:18789';

export const stateScenarios: Readonly<Record<string, () => Partial<Scenario>>> = {
  'gateway-another-program': () => gateway('another', sentence('gateway.another-listener', { url })),
  'gateway-another-profile': () =>
    gateway(
      'another',
      sentence('gateway.another-config', {
        theirs: '/Users/you/.openclaw-work/openclaw.json',
        ours: '/Users/you/.openclaw/openclaw.json',
      }),
    ),
  'gateway-another-install': () =>
    gateway(
      'another',
      sentence('gateway.another-install', {
        known: '/Users/you/.openclaw',
        found: '/Users/you/.openclaw-work',
      }),
    ),
  'gateway-unidentified': () =>
    gateway('unidentified', sentence('gateway.says-no-paths', { version: '2026.7.35' })),
  'gateway-not-local': () =>
    gateway('not-local', sentence('gateway.remote-mode', { url: 'ws://mac-mini.example.com:18789' })),
  'gateway-incompatible': () =>
    gateway('incompatible', sentence('gateway.older-protocol', { protocol: '3' })),
  'gateway-key-lost': () => gateway('unauthorized', sentence('gateway.key-lost')),
  'gateway-notes': () => ({
    status: {
      ...calm,
      gateway: {
        ...calm.gateway,
        notes: [
          sentence('gateway.unchecked-release', { version: '2026.12.1', checked: '2026.9.6' }),
          sentence('gateway.listener-unknown'),
        ],
      },
    },
  }),
  'channel-none': () => channel({ configured: false, accounts: [] }),
  'channel-not-loaded': () => channel({ isLoaded: false }),
  'channel-breaker': () =>
    channel({
      accounts: [{ running: false, lastError: 'channel startup suppressed: crash-loop breaker open' }],
    }),
  'channel-no-access': () =>
    channel({
      accounts: [{ running: false, lastError: 'imsg: unable to open database file: authorization denied' }],
    }),
  'channel-unexplained': () => channel({ accounts: [{ running: false }] }),
  accounts: () =>
    channel({
      direct: ['+12125550101'],
      accounts: [
        {},
        { id: 'bot', messages: { kind: 'another-mac', host: 'assistant@mac-mini.example.com' } },
        { id: 'family', parkedBy: 'default', running: false },
        { id: 'work', running: false, lastError: 'spawn imsg ENOENT', directPolicy: 'pairing' },
        {
          id: 'old',
          enabled: false,
          running: false,
          messages: { kind: 'another-file', path: '/Users/you/old/chat.db' },
        },
      ],
    }),
  'messages-hung': () =>
    messages(
      'error',
      sentence('messages.hung', { path: '/Users/you/Library/Messages/chat.db', seconds: '15' }),
    ),
  'messages-damaged': () =>
    messages('error', sentence('messages.damaged', { path: '/Users/you/Library/Messages/chat.db' })),
  'refused-for-good': () =>
    failed({
      code: 'gateway-refused',
      params: { message: 'config is read-only: managed by Nix' },
    }),
  'no-account-here': () => failed({ code: 'no-account-here', params: {} }),
  'blocked-in-messages': () => firstSender(() => ({ filterHint: 'blocked' })),
  'was-yours': () => firstSender(() => ({ wasYours: { until: ago(40 * 86_400_000) }, tried: 2, sent: 0 })),
  'ledger-full': () => ({
    status: { ...calm, ledger: { state: 'full', detail: sentence('ledger.full') } },
  }),
};
