import { displayHandle } from '#core/message/display.ts';
import { readHandle } from '#core/message/handle.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { sentence } from '#core/words/sentence.ts';
import { fakeBridge } from './fake-bridge.ts';
import { ago, answering, defaultScenario, type Scenario, senderNow, statuses } from './fake-scenario.ts';
import { stateScenarios } from './fake-states.ts';
import { madeAddresses } from './made-addresses.ts';

/**
 * Runs in the page, before the window's own script: puts the fake app where Electron's preload would put the real one.
 * The test names a scenario in `window.fakeScenario`.
 */

const leak = {
  id: 'leak-1',
  handle: '+12125550142',
  at: ago(40_000),
  kind: 'pairing-code',
  place: 'direct',
} as const;

const hostile = [
  '‮gnp.elgoog‬ <img src=x onerror=alert(1)> <script>alert(1)</script>',
  'مرحبا, هذا نص من اليمين إلى اليسار with left to right inside',
  'W'.repeat(400),
  '[click](javascript:alert(1)) https://xn--pypal-4ve.example/login',
];

/** One of many who wrote the same within minutes. */
function crowdMember(index: number): SenderView {
  const handle = `+447700900${200 + index}`;
  return senderNow({
    handle,
    display: displayHandle(readHandle(handle)),
    service: 'SMS',
    services: ['SMS'],
    preview: `Your parcel ${4_711 + index} could not be delivered. Pay the customs fee within 24 hours: https://parcel.example/${index}`,
    textMark: 'crowd-mark-1',
    warnings: ['poses-as-service'],
    lastSeenAt: ago(120_000 + index * 7_000),
    firstSeenAt: ago(120_000 + index * 7_000),
  });
}

const scenarios: Readonly<Record<string, () => Partial<Scenario>>> = {
  usual: () => ({}),
  empty: () => ({ senders: [], history: [] }),
  electron: () => ({ surface: 'electron' }),
  offline: () => ({
    status: {
      ...statuses.calm,
      silence: { state: 'unknown', findings: [] },
      channel: { state: 'unknown', persisted: false, heldBy: null, detail: null },
      gateway: {
        ...statuses.calm.gateway,
        state: 'unreachable',
        detail: sentence('gateway.not-running', { url: 'ws://127.0.0.1:18789' }),
      },
    },
  }),
  answering: () => ({ status: answering }),
  leak: () => ({
    status: { ...statuses.calm, leaks: [leak] },
    senders: defaultScenario().senders.map((sender) =>
      sender.handle === leak.handle ? { ...sender, sent: 1 } : sender,
    ),
  }),
  held: () => ({
    status: {
      ...statuses.calm,
      channel: { state: 'off', persisted: false, heldBy: 'removal', detail: null },
    },
  }),
  'channel-failed': () => ({
    status: {
      ...statuses.calm,
      channel: {
        state: 'error',
        persisted: false,
        heldBy: null,
        detail: sentence('channel.imsg-missing', { account: 'default', reason: 'spawn imsg ENOENT' }),
      },
    },
  }),
  'config-invalid': () => ({
    status: {
      ...statuses.calm,
      silence: { state: 'unknown', findings: [] },
      channel: {
        state: 'unknown',
        persisted: false,
        heldBy: null,
        detail: sentence('gateway.config-invalid-because', {
          reason: 'agents: must not have additional properties',
        }),
      },
    },
  }),
  'no-access': () => ({
    status: {
      ...statuses.calm,
      messages: {
        ...statuses.calm.messages,
        state: 'no-access',
        detail: sentence('messages.full-disk-access', { path: '/Users/you/Library/Messages/chat.db' }),
      },
    },
  }),
  'first-run-mac': () => ({
    surface: 'electron',
    onMac: true,
    status: answering,
    settings: { ...defaultScenario().settings, onboarded: false },
  }),
  'first-run-left': () => ({
    surface: 'electron',
    onMac: true,
    status: answering,
    settings: { ...defaultScenario().settings, onboarded: false, firstRunStep: 2 },
  }),
  'first-run-outside': () => ({
    surface: 'electron',
    onMac: true,
    isOutside: true,
    status: answering,
    settings: { ...defaultScenario().settings, onboarded: false },
  }),
  outside: () => ({ surface: 'electron', onMac: true, isOutside: true }),
  mac: () => ({ surface: 'electron', onMac: true }),
  'mac-updates': () => ({ surface: 'electron', onMac: true, update: { kind: 'idle' } }),
  'mac-temporary': () => ({
    surface: 'electron',
    onMac: true,
    senders: defaultScenario().senders.map((sender) =>
      sender.state === 'approved' ? { ...sender, until: '2099-01-01T00:00:00.000Z' } : sender,
    ),
  }),
  'first-run': () => ({
    status: answering,
    settings: { ...defaultScenario().settings, onboarded: false },
  }),
  knock: () => ({
    notices: [
      {
        kind: 'knock',
        id: 'knock-1',
        handle: '+12125550142',
        display: '+1 212 555 0142',
        service: 'iMessage',
        revision: defaultScenario().senders[0]?.revision ?? '',
        preview: 'Hi! Dana gave me this number. Can your assistant find a time for lunch on Thursday?',
        oneClick: true,
        bringsInvite: false,
      },
    ],
  }),
  'knock-warned': () => ({
    notices: [
      {
        kind: 'knock',
        id: 'knock-2',
        handle: 'a1ice@example.com',
        display: 'a1ice@example.com',
        service: 'iMessage',
        revision: defaultScenario().senders[3]?.revision ?? '',
        preview: 'It’s me, my old phone broke.',
        oneClick: false,
        bringsInvite: false,
      },
    ],
  }),
  hostile: () => ({
    senders: hostile.map((preview, index) =>
      senderNow({
        handle: index === 2 ? `${'long.address.'.repeat(18)}@example.com` : `+1212555018${index}`,
        preview,
        contact: index === 1 ? '‮<b>Eve</b>' : null,
        warnings: ['hidden-characters', 'deceptive-link'],
      }),
    ),
  }),
  many: () => ({
    senders: Array.from({ length: 10_000 }, (_, index) =>
      senderNow({
        handle: `+1212555${String(index).padStart(5, '0')}`,
        preview: `Message number ${index}`,
        lastSeenAt: ago(index * 61_000),
        firstSeenAt: ago(index * 61_000 + 5000),
        knocks: 1 + (index % 7),
      }),
    ),
  }),
  crowd: () => ({
    // Beside a tool tip that says 41, “9+” is another name to axe.
    settings: { ...defaultScenario().settings, showCount: false },
    senders: [
      ...Array.from({ length: 38 }, (_, index) => crowdMember(index)),
      ...defaultScenario().senders.filter(({ bringsInvite }) => !bringsInvite),
    ],
  }),
  addresses: () => ({
    senders: madeAddresses().map((handle, index) =>
      senderNow({ handle, display: displayHandle(readHandle(handle)), lastSeenAt: ago(index * 1_000) }),
    ),
  }),
  queued: () => ({ confirmMs: null }),
  ...stateScenarios,
};

const page = globalThis as unknown as {
  fakeScenario?: string;
  fake?: unknown;
  peephole?: unknown;
  fakeSender?: unknown;
};
const name = page.fakeScenario ?? 'usual';
const { bridge, controls } = fakeBridge(defaultScenario(scenarios[name]?.() ?? {}));
page.peephole = bridge;
page.fake = controls;
page.fakeSender = senderNow;
