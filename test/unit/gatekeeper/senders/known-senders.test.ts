import { describe, expect, test } from 'vitest';
import { KnownSenders } from '../../../../src-main/gatekeeper/senders/known-senders.ts';
import { openSenderMemory } from '../../../../src-main/memory/sender-memory.ts';
import { messageRow } from '../../../support/message-row.ts';

const alice = 'alice@example.com';
/** So many lie unpacked. */
const atMost = 1_000;

function knownSenders() {
  const memory = openSenderMemory();
  const written: string[] = [];
  const senders = new KnownSenders({
    known: (key) => memory.known(key),
    putKnown(key, known) {
      written.push(key);
      memory.putKnown(key, known);
    },
  });
  let count = 0;
  /** As many others as make room only for themselves. */
  const crowdOut = () => {
    for (let index = 0; index < atMost; index += 1) senders.of(`p${++count}@example.com`);
  };
  return { senders, written, crowdOut };
}

describe('what is known of a sender', () => {
  test('is nothing until they are met, however often one asks', () => {
    const { senders } = knownSenders();
    expect([senders.find(alice), senders.find(alice)]).toEqual([null, null]);
    const met = senders.of(alice);
    expect(met).toMatchObject({ contact: null, ownerWrote: null, outgoing: null });
    expect(met.rows.texts).toEqual([]);
    expect(senders.find(alice)).toBe(met);
  });

  test('is packed when too many others were met since, and is the same when it is unpacked', () => {
    const { senders, written, crowdOut } = knownSenders();
    const known = senders.of(alice);
    known.rows.put(messageRow({ handle: alice, text: 'Send me the code' }));
    Object.assign(known, { contact: 'Alice', ownerWrote: true, outgoing: { sent: 3, tried: 1 } });
    crowdOut();
    expect(written).toEqual([alice]);
    const again = senders.find(alice);
    expect(again).not.toBe(known);
    expect(again).toMatchObject({ contact: 'Alice', ownerWrote: true, outgoing: { sent: 3, tried: 1 } });
    expect(again?.rows.pack()).toEqual(known.rows.pack());
    expect(senders.find(alice)).toBe(again);
  });

  test('is written anew only where it is another than before', () => {
    const { senders, written, crowdOut } = knownSenders();
    const isAlice = (key: string) => key === alice;
    senders.of(alice);
    crowdOut();
    expect(senders.find(alice)).toMatchObject({ contact: null, ownerWrote: null, outgoing: null });
    crowdOut();
    expect(written.filter(isAlice)).toHaveLength(1);
    senders.of(alice).contact = 'Alice';
    crowdOut();
    expect(written.filter(isAlice)).toHaveLength(2);
    expect(senders.find(alice)?.contact).toBe('Alice');
  });
});
