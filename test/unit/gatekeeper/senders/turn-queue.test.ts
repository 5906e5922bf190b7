import { describe, expect, test } from 'vitest';
import { TurnQueue } from '../../../../src-main/gatekeeper/senders/turn-queue.ts';
import { settle } from '../../../support/fake-clock.ts';

/** Something that takes until it is released. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, open: () => resolve() };
}

describe('a queue of turns', () => {
  test('takes one after the other, in the order they were added', async () => {
    const done: number[] = [];
    const queue = new TurnQueue(() => {});
    const first = gate();
    void queue.add(async () => {
      await first.promise;
      done.push(1);
    });
    void queue.add(() => void done.push(2));
    await settle();
    expect(done).toEqual([]);
    first.open();
    await queue.done();
    expect(done).toEqual([1, 2]);
  });

  test('has room for one that waits while one is done, and for no more', async () => {
    const queue = new TurnQueue(() => {});
    const gates = [gate(), gate()];
    const room: number[] = [];
    for (const [index, { promise }] of gates.entries()) {
      void queue.add(() => promise).then(() => room.push(index));
    }
    await settle();
    // Beside the first one a second may be added; a third only when the first is done.
    expect(room).toEqual([0]);
    gates[0]?.open();
    await settle();
    expect(room).toEqual([0, 1]);
    gates[1]?.open();
    await queue.done();
  });

  test('goes on past a turn that fails', async () => {
    const errors: unknown[] = [];
    const queue = new TurnQueue((error) => errors.push(error));
    void queue.add(() => Promise.reject(new Error('no')));
    let isTaken = false;
    void queue.add(() => {
      isTaken = true;
    });
    await queue.done();
    expect(isTaken).toBe(true);
    expect(errors).toEqual([new Error('no')]);
  });
});
