import { describe, expect, test } from 'vitest';
import { type DisplayPlace, panelPlace, type Rect } from '#core/surface/panel-place.ts';

const display = (x: number, y: number, width: number, height: number, bar = 25): DisplayPlace => ({
  bounds: { x, y, width, height },
  workArea: { x, y: y + bar, width, height: height - bar - 80 },
});
const icon = (x: number, y = 0, height = 24): Rect => ({ x, y, width: 30, height });
const laptop = display(0, 0, 1440, 900);
const notched = display(0, 0, 1512, 982, 38);
const right = display(1440, -200, 1920, 1080);
const left = display(-1920, 0, 1920, 1080);
const above = display(-200, -1080, 1920, 1080);

describe('the panel', () => {
  test.each<[string, Rect, readonly DisplayPlace[], DisplayPlace, { x: number; y: number }]>([
    ['under the icon', icon(1000), [laptop], laptop, { x: 835, y: 29 }],
    ['at the right edge', icon(1405), [laptop], laptop, { x: 1072, y: 29 }],
    ['at the left edge', icon(10), [laptop], laptop, { x: 8, y: 29 }],
    ['below a notch', icon(1000, 0, 37), [notched], notched, { x: 835, y: 42 }],
    ['on the display right of it', icon(2400, -200), [laptop, right], laptop, { x: 2235, y: -171 }],
    ['on the display left of it', icon(-400, 0), [laptop, left], laptop, { x: -565, y: 29 }],
    ['on the display above', icon(100, -1080), [laptop, above], laptop, { x: -65, y: -1051 }],
    ['menu bar that hides itself', icon(1000), [display(0, 0, 1440, 900, 0)], laptop, { x: 835, y: 4 }],
    [
      'icon hidden, reported at nothing',
      { x: 0, y: 0, width: 0, height: 0 },
      [laptop],
      laptop,
      { x: 1072, y: 29 },
    ],
    ['icon hidden, reported below every menu bar', icon(600, 876), [laptop], laptop, { x: 1072, y: 29 }],
    ['icon hidden, reported off every display', icon(-31), [laptop], laptop, { x: 1072, y: 29 }],
    ['icon hidden, the pointer elsewhere', icon(9000), [laptop, right], right, { x: 2992, y: -171 }],
  ])('%s', (_, where, displays, pointed, place) => {
    const found = panelPlace(where, displays, pointed);
    expect(found).toMatchObject({ ...place, width: 360, height: 560 });
  });

  test('is whole on the display, however small', () => {
    const small = display(0, 0, 320, 400);
    const { x, y, width, height } = panelPlace(icon(200), [small], small);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(320);
    expect(y + height).toBeLessThanOrEqual(small.workArea.y + small.workArea.height);
  });
});
