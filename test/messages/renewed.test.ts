import { describe, expect, it } from 'vitest';
import { Renewed } from '../../src-main/messages/renewed.ts';

/** Something that is read in two parts, each when the test says so. */
function renewed() {
  const database = { at: 'here', place: () => database.at };
  const begun: Reading[] = [];
  class Reading {
    readonly name = begun.length;
    parts = 0;
    #go: () => void = () => {};
    async readOn(): Promise<void> {
      await new Promise<void>((resolve) => {
        this.#go = resolve;
      });
      this.parts += 1;
    }
    async goOn(): Promise<void> {
      this.#go();
      await settled();
    }
  }
  const one = new Renewed(database, () => {
    const reading = new Reading();
    begun.push(reading);
    return reading;
  });
  return { one, begun: (index: number) => begun[index] as Reading, database };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('what is kept of the database', () => {
  it('is read on, and answers from the old while it is read anew', async () => {
    const { one, begun } = renewed();
    const first = one.refresh();
    await settled();
    await begun(1).goOn();
    await first;
    const renewing = one.renew();
    expect(one.current).toBe(begun(1));
    await begun(2).goOn();
    await renewing;
    expect(one.current).toBe(begun(2));
  });

  it('answers nobody from what was not read to its end', async () => {
    const { one, begun } = renewed();
    let isAnswered = false;
    const asked = one.refresh().then(() => {
      isAnswered = true;
    });
    await settled();
    one.reset();
    await begun(1).goOn();
    expect(isAnswered).toBe(false);
    await begun(2).goOn();
    await asked;
    expect(one.current).toBe(begun(2));
    expect(begun(2).parts).toBe(1);
  });

  it('says nothing of another database from what was read of the one before', async () => {
    const { one, begun, database } = renewed();
    const first = one.refresh();
    await settled();
    await begun(1).goOn();
    await first;
    const renewing = one.renew();
    database.at = 'elsewhere';
    await begun(2).goOn();
    await renewing;
    expect(one.current).toBe(begun(1));
    const second = one.refresh();
    await settled();
    expect(one.current).toBe(begun(3));
    await begun(3).goOn();
    await second;
  });

  it('is left as it is when it can not be read anew', async () => {
    const database = { place: () => 'here' };
    let reads = 0;
    const one = new Renewed(database, () => ({
      readOn: async () => {
        reads += 1;
        if (reads > 1) throw new Error('gone');
      },
    }));
    await one.refresh();
    const before = one.current;
    await one.renew();
    expect(one.current).toBe(before);
    await expect(one.refresh()).rejects.toThrow('gone');
  });
});
