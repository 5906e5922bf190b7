import { describe, expect, test } from 'vitest';
import { crowdsOf } from '#core/surface/crowds.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { Words } from '#core/words/words.ts';
import { listLines } from '../../../src-main/cli/commands/list.ts';
import { crowdId, listedCrowd } from '../../../src-main/cli/kit/crowd-id.ts';
import { Screen } from '../../../src-main/cli/kit/screen.ts';
import { fakeSender } from '../../support/views.ts';

const nowMs = Date.UTC(2026, 10, 24, 12);
const words = new Words({ locale: 'en-GB', timeZone: 'UTC' });
const screen = new Screen({ width: null, colour: false, words, nowMs });
const text = 'Your parcel is waiting for you';

const member = (index: number, more: Partial<SenderView> = {}): SenderView =>
  fakeSender({
    handle: `+121255501${10 + index}`,
    textMark: '-mark',
    preview: text,
    firstSeenAt: new Date(nowMs - 60_000 + index * 1_000).toISOString(),
    ...more,
  });
const crowd = [0, 1, 2, 3].map((index) => member(index));
const person = fakeSender({ handle: '+12125550199', preview: 'It is Sam', textMark: 'other' });

function idOf(senders: readonly SenderView[]): string {
  const [found] = crowdsOf(senders).values();
  if (found === undefined) throw new Error('there is no crowd');
  return crowdId(found);
}

describe('a crowd on the command line', () => {
  test('is one line with its text and what decides about it, and each of them when asked for', () => {
    const lines = listLines([...crowd, person], screen);
    expect(lines.filter((line) => line.includes('4 new addresses, the same text'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes(text))).toHaveLength(1);
    expect(lines.join('\n')).toContain(`peephole ignore --crowd ${idOf(crowd)}`);
    expect(lines.join('\n')).toContain(person.handle);
    expect(lines.join('\n')).not.toContain('+12125550110');
    const each = listLines([...crowd, person], screen, true).join('\n');
    for (const { handle } of crowd) expect(each).toContain(handle);
  });

  test('is named by exactly who was listed: whoever joins since is not among them', () => {
    const name = idOf(crowd);
    const { mark, members } = listedCrowd(name, [member(9), ...crowd.toReversed(), person]);
    expect(mark).toBe('-mark');
    expect(members).toEqual(crowd);
  });

  test.each<[string, readonly SenderView[]]>([
    ['one of them changed', [...crowd.slice(1), member(0, { revision: 'other' })]],
    ['one of them was decided about', crowd.slice(1)],
    ['one came between that is older', [...crowd, member(9, { firstSeenAt: '2026-01-01T00:00:00.000Z' })]],
    ['it is none any more', [person]],
  ])('is refused when %s', (_, senders) => {
    expect(() => listedCrowd(idOf(crowd), senders)).toThrow(/not as it was listed/);
  });

  test('is refused by any other name', () => {
    for (const name of ['', '4', '4.-mark', '4.-mark.0', '3.-mark.000000000000', 'x.y.z'])
      expect(() => listedCrowd(name, crowd), name).toThrow(/not as it was listed/);
  });
});
