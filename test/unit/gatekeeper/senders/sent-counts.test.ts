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
  const may = { count: true, tell: true, read: true };
  const one = new SentCounts({
    roster,
    messages: {
      async outgoing(queries) {
        asked.push(queries.map(({ key }) => key));
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
  return { one, asked, events, may, sentTo };
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
});
