import { describe, expect, test } from 'vitest';
import { MessagesUnavailable } from '#core/ports/messages.ts';
import { sentence } from '#core/words/sentence.ts';
import type { GatekeeperEvent } from '../../../../src-main/gatekeeper/events/gatekeeper-event.ts';
import { SenderRoster } from '../../../../src-main/gatekeeper/senders/roster.ts';
import { SentCounts } from '../../../../src-main/gatekeeper/senders/sent-counts.ts';
import { openSenderMemory } from '../../../../src-main/memory/sender-memory.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';
import { testLedger } from '../../../support/ledger.ts';
import { messageRow } from '../../../support/message-row.ts';

const handles = Array.from({ length: 120 }, (_, index) => `p${index}@example.com`);

function counts() {
  const roster = new SenderRoster(testLedger(), openSenderMemory(), 0, { now: () => 0 });
  roster.absorb(handles.map((handle, index) => messageRow({ handle, guid: handle, rowId: index + 1 })));
  const asked: (readonly string[])[] = [];
  const events: GatekeeperEvent[] = [];
  const since: number[] = [];
  const may = { count: true, tell: true, read: true, fail: false };
  const one = new SentCounts({
    roster,
    messages: {
      async outgoing(queries) {
        asked.push(queries.map(({ key }) => key));
        since.push(...queries.map(({ sinceMs }) => sinceMs));
        if (may.fail) throw new Error('a defect');
        if (!may.read) throw new MessagesUnavailable(sentence('messages.stopping'));
        return new Map(queries.map(({ key }) => [key, { sent: 2, tried: 1, rowIds: { from: 1, to: 9 } }]));
      },
    },
    emit: (event) => void events.push(event),
    clock: fakeClock(0),
    mayCount: () => may.count,
    isTold: () => may.tell,
  });
  const sentTo = (handle: string) => roster.entry(handle)?.outgoing?.sent ?? null;
  return { one, asked, since, events, may, sentTo };
}

describe('what left this Mac to whom', () => {
  test('is counted for some at a time, each once, and their cards are made anew', async () => {
    const { one, asked, events, sentTo } = counts();
    one.add(handles);
    one.add(handles);
    one.run();
    one.run();
    await settle();
    expect(asked.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(events.map(({ type }) => type)).toEqual(['senders', 'senders', 'senders']);
    expect(handles.map(sentTo)).toEqual(handles.map(() => 2));
  });

  test('waits until Messages is read as far as it goes', async () => {
    const { one, asked, may } = counts();
    may.count = false;
    one.add(handles.slice(0, 3));
    one.run();
    await settle();
    expect(asked).toEqual([]);
    may.count = true;
    one.run();
    await settle();
    expect(asked).toEqual([handles.slice(0, 3)]);
  });

  test('stays due while Messages can’t be read', async () => {
    const { one, asked, events, may, sentTo } = counts();
    may.read = false;
    one.add(handles.slice(0, 2));
    one.run();
    await settle();
    expect([asked.length, events]).toEqual([1, []]);
    may.read = true;
    one.run();
    await settle();
    expect(handles.slice(0, 2).map(sentTo)).toEqual([2, 2]);
  });

  test('is not claimed where another Messages is read', async () => {
    const { one, may, sentTo } = counts();
    one.add(handles.slice(0, 1));
    one.run();
    await settle();
    expect(sentTo('p0@example.com')).toBe(2);
    may.tell = false;
    one.add(handles.slice(0, 1));
    one.run();
    await settle();
    expect(sentTo('p0@example.com')).toBeNull();
  });

  test('is counted from their first knock on, and from the beginning where none is known', async () => {
    const { one, since } = counts();
    one.add(['p0@example.com', 'nobody@example.com']);
    one.run();
    await settle();
    expect(since).toEqual([messageRow().atMs, 0]);
  });

  test('is counted at once, some at a time, for whoever tells of them, and told by nobody else', async () => {
    const { one, asked, events, sentTo } = counts();
    await one.countNow(handles);
    expect(asked).toEqual([handles.slice(0, 50), handles.slice(50, 100), handles.slice(100)]);
    expect(handles.map(sentTo)).toEqual(handles.map(() => 2));
    one.run();
    await settle();
    expect([asked.length, events]).toEqual([3, []]);
  });

  test('is due where it can’t be counted at once', async () => {
    const { one, asked, may, sentTo } = counts();
    may.read = false;
    await one.countNow(handles);
    expect(asked).toEqual([handles.slice(0, 50)]);
    may.read = true;
    may.count = false;
    await one.countNow(handles);
    expect(asked).toHaveLength(1);
    may.count = true;
    one.run();
    await settle();
    expect(handles.map(sentTo)).toEqual(handles.map(() => 2));
  });

  test('is due after a defect, which is told and keeps nobody waiting', async () => {
    const { one, asked, events, may } = counts();
    const trouble = { type: 'trouble', error: new Error('a defect') };
    may.fail = true;
    await one.countNow(handles.slice(0, 2));
    expect(events).toEqual([trouble]);
    one.run();
    await settle();
    expect(events).toEqual([trouble, trouble]);
    may.fail = false;
    one.run();
    await settle();
    expect(asked).toEqual([handles.slice(0, 2), handles.slice(0, 2), handles.slice(0, 2)]);
    expect(events.slice(2)).toEqual([{ type: 'senders', keys: handles.slice(0, 2) }]);
  });
});
