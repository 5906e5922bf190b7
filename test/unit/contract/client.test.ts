import { describe, expect, test, vi } from 'vitest';
import { ApiClient, type ConnectionState } from '#contract/client.ts';
import { reconnecting, type Transport, type TransportHandlers } from '#contract/transport.ts';
import type { AppState, StatePush } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import { defaultSettings } from '#core/surface/settings.ts';
import { calmStatus, fakeSender } from '../../support/views.ts';

const alice = fakeSender({ handle: 'alice@example.com' });
const bob = fakeSender({ handle: 'bob@example.com' });
const whole = (revision: number, senders = [alice]): StatePush => ({
  revision,
  base: null,
  status: calmStatus,
  settings: defaultSettings,
  lastVerdict: null,
  senders,
  removed: [],
});

/** A transport that a test is the other end of. */
class FakeTransport implements Transport {
  readonly sent: { readonly id: number; readonly command: string }[] = [];
  readonly dropped: string[] = [];
  page: TransportHandlers | null = null;
  isClosed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  listen(handlers: TransportHandlers): void {
    this.page = handlers;
  }
  drop(why: string): void {
    this.dropped.push(why);
    this.page?.closed();
  }
  close(): void {
    this.isClosed = true;
    this.page?.closed();
  }
  say(message: unknown): void {
    this.page?.message(typeof message === 'string' ? message : JSON.stringify(message));
  }
  readonly commands = (): string[] => this.sent.map(({ command }) => command);
}

function connect() {
  const transport = new FakeTransport();
  const client = new ApiClient(transport);
  transport.page?.opened();
  const states: AppState[] = [];
  const connections: ConnectionState[] = [];
  client.onConnection((connection) => connections.push(connection));
  const follow = () => client.subscribe((state) => states.push(state));
  return { transport, client, states, connections, follow };
}

describe('commands', () => {
  test('are answered by their ids, in any order; an answer nobody waits for is nothing', async () => {
    const { transport, client } = connect();
    const first = client.call('exposure', {});
    const second = client.ask('invites', {});
    const [one, two] = transport.sent;
    transport.say({ id: 77, ok: true, value: {} });
    const error = { code: 'timeout', message: 'Late.' };
    transport.say({ id: two?.id, ok: false, error });
    transport.say({ id: one?.id, ok: true, value: { items: [] } });
    expect(await first).toEqual({ items: [] });
    expect(await second).toMatchObject({ ok: false, error: { code: 'timeout', message: 'Late.' } });
  });

  test('a refusal of a later version is one we know', async () => {
    const { transport, client } = connect();
    const asked = client.call('status', {});
    transport.say({ id: 1, ok: false, error: { code: 'from-the-future', message: 'No.', sentence: 4 } });
    await expect(asked).rejects.toMatchObject({ code: 'internal', message: 'No.' });
  });

  test('the end of the connection answers whoever waits, and whoever asks later', async () => {
    const { transport, client, connections } = connect();
    const waiting = client.ask('status', {});
    transport.page?.closed();
    transport.page?.closed();
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'not-running' } });
    await expect(client.call('status', {})).rejects.toMatchObject({ code: 'not-running' });
    expect(transport.commands()).toEqual(['status']);
    expect(connections.map(({ open }) => open)).toEqual([true, false]);
  });

  test('closing it is an end, too', async () => {
    const { transport, client, connections } = connect();
    const waiting = client.ask('status', {});
    client.close();
    expect(transport.isClosed).toBe(true);
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'not-running' } });
    expect(connections).toHaveLength(2);
  });
});

describe('the state', () => {
  test('is asked for once, and followed', () => {
    const { transport, client, states, follow } = connect();
    expect(transport.sent).toEqual([]);
    follow();
    const end = follow();
    transport.say({ push: whole(4) });
    expect(states).toHaveLength(2);
    end();
    transport.say({ push: { ...whole(5), base: 4, senders: [bob] } });
    expect(states).toHaveLength(3);
    expect([...(client.state?.senders.keys() ?? [])]).toEqual([alice.id, bob.id]);
    expect(transport.commands()).toEqual(['subscribe']);
  });

  test('that does not follow on is asked for anew, once, and the old one stays until then', () => {
    const { transport, client, states, follow } = connect();
    follow();
    transport.say({ push: whole(4) });
    transport.say({ push: { ...whole(9), base: 8 } });
    transport.say({ push: { ...whole(10), base: 9 } });
    expect(transport.commands()).toEqual(['subscribe', 'subscribe']);
    expect(client.state?.revision).toBe(4);
    transport.say({ push: whole(10, [bob]) });
    expect(states.map(({ revision }) => revision)).toEqual([4, 10]);
    expect([...(client.state?.senders.keys() ?? [])]).toEqual([bob.id]);
    // And from there on as before.
    transport.say({ push: { ...whole(12), base: 11 } });
    expect(transport.commands()).toHaveLength(3);
  });
});

describe('notices', () => {
  const summary: Notice = { kind: 'summary', id: 'n1', senders: 3 };
  const leak: Notice = { kind: 'leak', id: 'n2', leakId: 'l1', display: '+1 212 555 0101' };

  test('that came before anybody listened are told while they stand', () => {
    const { transport, client, follow } = connect();
    follow();
    transport.say({ notice: summary });
    transport.say({ notice: { ...summary, senders: 4 } });
    transport.say({ notice: leak });
    transport.say({ notice: { kind: 'withdraw', id: 'n2' } });
    const heard: Notice[] = [];
    client.notices((notice) => heard.push(notice));
    expect(heard).toEqual([{ ...summary, senders: 4 }]);
    transport.say({ notice: leak });
    expect(heard).toHaveLength(2);
    expect(transport.commands()).toEqual(['subscribe']);
  });

  test('alone are subscribed for, too', () => {
    const { transport, client } = connect();
    client.notices(() => {});
    expect(transport.commands()).toEqual(['subscribe']);
  });
});

describe('what is none of what Peephole says', () => {
  test.each<[string, unknown]>([
    ['no JSON', 'hello'],
    ['no object', '[1]'],
    ['an answer without an id', { ok: true, value: {} }],
    ['an answer with an id that is none', { id: '1', ok: true, value: {} }],
    ['an answer without a value', { id: 1, ok: true }],
    ['an answer that is neither', { id: 1, value: {} }],
    ['a refusal without a reason', { id: 1, ok: false, error: null }],
    ['a refusal whose reason is no text', { id: 1, ok: false, error: { code: 1, message: 'x' } }],
    ['a push without senders', { push: { ...whole(1), senders: undefined } }],
    ['a push without settings', { push: { ...whole(1), settings: undefined } }],
    ['a push whose last verdict is none', { push: { ...whole(1), lastVerdict: 'approve' } }],
    ['a push with a sender that is none', { push: { ...whole(1), senders: [null] } }],
    ['a push without a status', { push: { ...whole(1), status: null } }],
    ['a push with a revision that is none', { push: { ...whole(1), revision: '1' } }],
    ['a push that takes away what has no id', { push: { ...whole(1), removed: [1] } }],
    ['a notice without a kind', { notice: { id: 'n1' } }],
    ['a notice without an id', { notice: { kind: 'leak' } }],
  ])('%s: nothing of it is believed, and the connection ends with a word', async (_what, message) => {
    const { transport, client, states, connections, follow } = connect();
    follow();
    const heard = vi.fn();
    client.notices(heard);
    const waiting = client.ask('status', {});
    transport.say(message);
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(connections.at(-1)).toMatchObject({ open: false, why: { code: 'internal' } });
    expect(transport.dropped).toEqual([expect.stringMatching(/^.{20,120}$/)]);
    expect(states).toEqual([]);
    expect(heard).not.toHaveBeenCalled();
  });
});

describe('a transport that connects anew', () => {
  test('subscribes anew, and tries more and more slowly', async () => {
    vi.useFakeTimers();
    try {
      const opened: FakeTransport[] = [];
      const client = new ApiClient(
        reconnecting(() => {
          const transport = new FakeTransport();
          opened.push(transport);
          return transport;
        }),
      );
      const last = (): FakeTransport => opened.at(-1) ?? new FakeTransport();
      const states: AppState[] = [];
      client.subscribe((state) => states.push(state));
      const connections: boolean[] = [];
      client.onConnection(({ open }) => connections.push(open));
      // Refused before it was ever open: 250, 500, 1,000 ms.
      for (const waitMs of [250, 500, 1_000]) {
        const tries = opened.length;
        last().page?.closed();
        await vi.advanceTimersByTimeAsync(waitMs - 1);
        expect(opened).toHaveLength(tries);
        await vi.advanceTimersByTimeAsync(1);
        expect(opened).toHaveLength(tries + 1);
      }
      last().page?.opened();
      last().say({ push: whole(7) });
      const waiting = client.ask('status', {});
      last().page?.closed();
      expect(await waiting).toMatchObject({ ok: false, error: { code: 'not-running' } });
      await vi.advanceTimersByTimeAsync(250);
      last().page?.opened();
      expect(last().commands()).toEqual(['subscribe']);
      // Another run of Peephole counts from the beginning.
      last().say({ push: whole(1, [bob]) });
      expect(states.map(({ revision }) => revision)).toEqual([7, 1]);
      expect(connections).toEqual([false, true, false, true]);
      // Nonsense ends this connection; the next one comes late.
      last().say('nonsense');
      await vi.advanceTimersByTimeAsync(4_999);
      expect(opened).toHaveLength(5);
      await vi.advanceTimersByTimeAsync(1);
      expect(opened).toHaveLength(6);
      client.close();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(opened).toHaveLength(6);
    } finally {
      vi.useRealTimers();
    }
  });
});
