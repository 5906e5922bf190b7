import { describe, expect, test } from 'vitest';
import type { SenderView } from '#core/surface/sender-view.ts';
import { Words } from '#core/words/words.ts';
import { listLines } from '../../../src-main/cli/commands/list.ts';
import { crowdJson } from '../../../src-main/cli/json/crowd-json.ts';
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

const listed = { id: '4.-mark.k3x', textMark: '-mark', count: 4 };

describe('a crowd on the command line', () => {
  test('is one line with its text and what decides about it, where the newest of them stands', () => {
    const [newest] = crowd;
    const lines = listLines([newest ?? person, person], [listed], screen);
    expect(lines.filter((line) => line.includes('4 new addresses, the same text'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes(text))).toHaveLength(1);
    expect(lines.join('\n')).toContain(`peephole ignore --crowd ${listed.id}`);
    expect(lines.join('\n')).toContain(person.handle);
    expect(lines.join('\n')).not.toContain('+12125550110');
    expect(lines[0]).toContain('(5)');
  });

  test('is each of them when it is asked for', () => {
    const each = listLines([...crowd, person], [], screen).join('\n');
    for (const { handle } of crowd) expect(each).toContain(handle);
  });

  test('says to a program who of those who are listed is in it', () => {
    expect(crowdJson(listed, [...crowd, person])).toEqual({
      id: listed.id,
      count: 4,
      text,
      handles: crowd.map(({ handle }) => handle),
    });
  });
});
