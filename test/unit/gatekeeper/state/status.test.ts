import { describe, expect, test } from 'vitest';
import { PeepholeError } from '#core/errors.ts';
import { GatewayUnavailable } from '#core/ports/gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import { facts } from '../../../support/facts.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';
import { fakeGateway } from '../../../support/fake-gateway.ts';
import { openApp, openConnected, ownerHandle, startMs } from '../../../support/in-process-app.ts';
import { temporaryStateDir } from '../../../support/ledger.ts';

const alice = '+12125550101';
const bob = '+12125550102';

describe('what is shown beside the senders', () => {
  test('counts each sender once, by where they are listed, and what waits for the gateway', async () => {
    const app = await openConnected();
    for (const handle of [alice, bob, '262966']) await app.knock(handle);
    await app.give('ignore', bob);
    await app.give('approve', alice);
    expect((await app.status()).counts).toEqual({
      waiting: 0,
      approved: 1,
      ignored: 1,
      blocked: 0,
      known: 0,
      automated: 1,
      new: 0,
      queued: 1,
    });
    await app.clock.pass(5_000);
    expect((await app.status()).counts).toMatchObject({ queued: 0 });
  });

  test('says what was last heard of gateway and Messages', async () => {
    const app = await openConnected();
    expect(await app.status()).toMatchObject({
      gateway: { state: 'connected' },
      messages: { state: 'reading' },
    });
    app.gateway.crash();
    expect(await app.status()).toMatchObject({
      gateway: { state: 'unreachable' },
      silence: { state: 'unknown' },
      channel: { state: 'unknown' },
    });
  });

  test('says why the lists can’t be read, for as long as they can’t', async () => {
    const app = await openConnected();
    const readAccess = app.gateway.readAccess.bind(app.gateway);
    const why = sentence('gateway.config-invalid-because', { reason: 'agents: not valid' });
    app.gateway.readAccess = () => Promise.reject(new GatewayUnavailable(why));
    await app.clock.pass(15_000);
    expect(await app.status()).toMatchObject({
      gateway: { state: 'connected' },
      silence: { state: 'unknown' },
      channel: { state: 'unknown', detail: why },
    });
    app.gateway.readAccess = readAccess;
    await app.clock.pass(15_000);
    expect(await app.status()).toMatchObject({ channel: { state: 'on', detail: null } });
  });

  test('says that the disk is full until something could be written again', async () => {
    const app = await openConnected();
    const record = app.ledger.recordKnocks.bind(app.ledger);
    app.ledger.recordKnocks = () => {
      throw new PeepholeError('ledger-full', sentence('said.foreign', { text: 'full' }));
    };
    await app.knock(alice);
    expect(await app.status()).toMatchObject({ ledger: { state: 'full' } });
    app.ledger.recordKnocks = record;
    await app.knock(alice);
    expect(await app.status()).toMatchObject({ ledger: { state: 'writing' }, counts: { waiting: 1 } });
    expect(app.errors).toMatchObject([{ code: 'ledger-full' }]);
  });

  test('takes the disk for sound until it is heard of, and knows nothing of lists that were not read', async () => {
    const clock = fakeClock(startMs);
    const app = openApp(temporaryStateDir(), clock, fakeGateway(facts({ direct: [ownerHandle] }), clock));
    expect(await app.status()).toMatchObject({
      ledger: { state: 'writing', detail: null },
      accounts: [],
      sharesMainSession: null,
      practice: false,
      version: '0',
    });
  });

  test('says whether approved people share the main conversation, once that was read', async () => {
    for (const sharesMainSession of [true, false]) {
      const app = await openConnected(facts({ direct: [ownerHandle], group: [], sharesMainSession }));
      expect((await app.status()).sharesMainSession).toBe(sharesMainSession);
    }
  });

  test('says when Messages was last read, and how far', async () => {
    const app = await openConnected();
    expect((await app.status()).messages.lastSeenAt).toBeNull();
    app.messages.tell({
      type: 'health',
      health: { state: 'reading', detail: null, path: '/chat.db', lastRowId: 7, lastReadAtMs: startMs },
    });
    await settle();
    expect((await app.status()).messages).toEqual({
      state: 'reading',
      lastRowId: 7,
      lastSeenAt: '2026-11-24T12:00:00.000Z',
      detail: null,
    });
  });
});
