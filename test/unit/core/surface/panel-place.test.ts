import { describe, expect, test } from 'vitest';
import {
  type Area,
  type DisplayAreas,
  maxPanelHeight,
  minPanelHeight,
  type PanelSituation,
  panelWidth,
  placePanel,
} from '#core/surface/panel-place.ts';

/** A display with a menu bar, and a Dock at the bottom. */
function display(x: number, y: number, width: number, height: number, bar = 24, dock = 0): DisplayAreas {
  return {
    bounds: { x, y, width, height },
    workArea: { x, y: y + bar, width, height: height - bar - dock },
  };
}

const area = (x: number, y: number, width: number, height: number): Area => ({ x, y, width, height });

const laptop = display(0, 0, 1512, 982, 38, 70);
const external = display(1512, -200, 2560, 1440);
const left = display(-1920, 0, 1920, 1080);
const above = display(0, -1080, 1920, 1080);
const hidesBar = display(0, 0, 1440, 900, 0);
const dockOnTheRight: DisplayAreas = {
  bounds: area(0, 0, 1440, 900),
  workArea: area(0, 24, 1370, 876),
};
const small = display(0, 0, 800, 480);
const below = display(0, 983, 1512, 900);
const beside = display(1513, 0, 1920, 982, 38);
const farBeside = display(1612, 0, 1512, 982, 38);
const topRightOf = ({ workArea }: DisplayAreas): readonly [number, number] => [
  workArea.x + workArea.width - 360 - 8,
  workArea.y,
];

interface Layout extends Partial<PanelSituation> {
  readonly name: string;
  readonly displays: readonly DisplayAreas[];
  readonly icon: readonly Area[];
  /** x, y, and height when it is not the one wanted. */
  readonly at: readonly [number, number, number?];
}

const topRightOfLaptop = [1512 - 360 - 8, 38] as const;

const layouts: readonly Layout[] = [
  { name: 'one display', displays: [laptop], icon: [area(1000, 0, 30, 38)], at: [835, 38] },
  {
    name: 'the icon at the right edge',
    displays: [laptop],
    icon: [area(1480, 0, 30, 38)],
    at: topRightOfLaptop,
  },
  { name: 'the icon at the left edge', displays: [laptop], icon: [area(20, 0, 30, 38)], at: [8, 38] },
  {
    name: 'an external display, higher up',
    displays: [laptop, external],
    icon: [area(3000, -200, 30, 24)],
    pointer: { x: 3010, y: -190 },
    at: [2835, -176],
  },
  {
    name: 'a display on the left',
    displays: [laptop, left],
    icon: [area(-400, 0, 30, 24)],
    pointer: { x: -390, y: 10 },
    at: [-565, 24],
  },
  {
    name: 'a display above',
    displays: [laptop, above],
    icon: [area(900, -1080, 30, 24)],
    pointer: { x: 910, y: -1070 },
    at: [735, -1056],
  },
  {
    name: 'the icon on the display where the pointer is not',
    displays: [laptop, external],
    icon: [area(3000, -200, 30, 24)],
    pointer: { x: 700, y: 500 },
    at: [2835, -176],
  },
  {
    name: 'two places that are said: the one where the pointer is',
    displays: [laptop, external],
    icon: [area(3000, -200, 30, 24), area(1000, 0, 30, 38)],
    pointer: { x: 1010, y: 20 },
    at: [835, 38],
  },
  {
    name: 'hidden behind the notch: off the display',
    displays: [laptop],
    icon: [area(-3000, 0, 30, 38)],
    at: topRightOfLaptop,
  },
  {
    name: 'a full menu bar: half off the display',
    displays: [laptop],
    icon: [area(-10, 0, 30, 38)],
    at: topRightOfLaptop,
  },
  {
    name: 'a full menu bar: in the middle of the screen',
    displays: [laptop],
    icon: [area(700, 500, 30, 38)],
    at: topRightOfLaptop,
  },
  {
    name: 'a full menu bar: at the bottom of the screen',
    displays: [laptop],
    icon: [area(0, 960, 30, 22)],
    at: topRightOfLaptop,
  },
  { name: 'nothing at 0, 0', displays: [laptop], icon: [area(0, 0, 0, 0)], at: topRightOfLaptop },
  { name: 'no numbers', displays: [laptop], icon: [area(Number.NaN, 0, 30, 24)], at: topRightOfLaptop },
  { name: 'no place is said', displays: [laptop], icon: [], at: topRightOfLaptop },
  {
    name: 'no place, the pointer on the other display',
    displays: [laptop, external],
    icon: [area(0, 0, 0, 0)],
    pointer: { x: 2000, y: 300 },
    at: [1512 + 2560 - 360 - 8, -176],
  },
  {
    name: 'no place, the pointer on no display',
    displays: [laptop, external],
    icon: [],
    pointer: { x: 6000, y: 300 },
    at: [1512 + 2560 - 360 - 8, -176],
  },
  {
    name: 'a menu bar that hides itself',
    displays: [hidesBar],
    icon: [area(1000, 0, 30, 24)],
    at: [835, 24],
  },
  { name: 'a menu bar that hides itself, no place', displays: [hidesBar], icon: [], at: [1072, 40] },
  {
    name: 'the Dock on the right',
    displays: [dockOnTheRight],
    icon: [area(1400, 0, 30, 24)],
    at: [1002, 24],
  },
  {
    name: 'a menu bar that hides itself, no place, on a display that is not the first',
    displays: [laptop, display(1512, -200, 2560, 1440, 0)],
    icon: [],
    pointer: { x: 2000, y: 300 },
    at: [1512 + 2560 - 360 - 8, -200 + 40],
  },
  {
    name: 'a menu bar that hides itself, the icon as high as one can be',
    displays: [hidesBar],
    icon: [area(1000, 0, 30, 41)],
    at: [835, 41],
  },
  {
    name: 'a menu bar that hides itself, the icon below where one can be',
    displays: [hidesBar],
    icon: [area(1000, 0, 30, 42)],
    at: [1072, 40],
  },
  {
    name: 'the icon a point lower than its menu bar',
    displays: [laptop],
    icon: [area(1000, 0, 30, 39)],
    at: [835, 39],
  },
  {
    name: 'the icon two points lower than its menu bar: not in it',
    displays: [laptop],
    icon: [area(1000, 0, 30, 40)],
    at: topRightOfLaptop,
  },
  {
    name: 'the icon over the top edge: not in the menu bar',
    displays: [laptop],
    icon: [area(1000, -1, 30, 38)],
    at: topRightOfLaptop,
  },
  {
    // Under an icon that is a point too low the panel is so, too: that tells it from the top right.
    name: 'the icon up to the last point of the menu bar',
    displays: [laptop],
    icon: [area(1482, 0, 30, 39)],
    at: [topRightOfLaptop[0], 39],
  },
  {
    name: 'the icon past the last point: half off the display',
    displays: [laptop],
    icon: [area(1483, 0, 30, 39)],
    at: topRightOfLaptop,
  },
  {
    name: 'the icon from the first point of the menu bar on',
    displays: [laptop],
    icon: [area(0, 0, 30, 38)],
    at: [8, 38],
  },
  {
    name: 'the icon from the first point of the menu bar on a display on the left',
    displays: [laptop, left],
    icon: [area(-1920, 0, 30, 24)],
    at: [-1920 + 8, 24],
  },
  {
    name: 'the icon a hair wide and high',
    displays: [laptop],
    icon: [area(1000, 0, 1, 1)],
    at: [821, 38],
  },
  { name: 'no width', displays: [laptop], icon: [area(1000, 0, 0, 38)], at: topRightOfLaptop },
  { name: 'no height', displays: [laptop], icon: [area(1000, 0, 30, 0)], at: topRightOfLaptop },
  ...(['x', 'y', 'width', 'height'] as const).flatMap((name) =>
    [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((value) => ({
      name: `${value} for ${name}`,
      displays: [laptop],
      icon: [{ ...area(1000, 0, 30, 38), [name]: value }],
      at: topRightOfLaptop,
    })),
  ),
  {
    name: 'the best source lies, the next one does not',
    displays: [laptop],
    icon: [area(700, 500, 30, 38), area(1000, 0, 30, 38), area(200, 0, 30, 38)],
    at: [835, 38],
  },
  {
    name: 'half points',
    displays: [laptop],
    icon: [area(1000, 0, 31, 38.4)],
    wantedHeight: 400.6,
    at: [836, 38, 401],
  },
  {
    name: 'more than the panel may be',
    displays: [laptop],
    icon: [area(1000, 0, 30, 38)],
    wantedHeight: 4_000,
    at: [835, 38, maxPanelHeight],
  },
  {
    name: 'more than a small display has',
    displays: [small],
    icon: [area(400, 0, 30, 24)],
    wantedHeight: 4_000,
    at: [235, 24, 480 - 24 - 8],
  },
  {
    name: 'next to nothing in it',
    displays: [laptop],
    icon: [area(1000, 0, 30, 38)],
    wantedHeight: 1,
    at: [835, 38, minPanelHeight],
  },
];

describe('the panel is under the icon, or at the top right', () => {
  test.each(layouts)('$name', ({ displays, icon, pointer = { x: 700, y: 500 }, wantedHeight = 400, at }) => {
    const [x, y, height = wantedHeight] = at;
    const placed = placePanel({ displays, icon, pointer, wantedHeight });
    expect(placed).toEqual({ x, y, width: panelWidth, height });
  });

  test('is as large as its design says, whatever it holds', () => {
    expect([panelWidth, minPanelHeight, maxPanelHeight]).toEqual([360, 120, 560]);
  });

  test.each<[string, readonly DisplayAreas[], PanelSituation['pointer'], DisplayAreas]>([
    // Where two displays meet, an edge is of the one that begins there.
    ['on the edge to a display on the right', [laptop, external], { x: 1512, y: 500 }, external],
    ['on the edge to a display on the left', [left, laptop], { x: 0, y: 500 }, laptop],
    ['on the edge to a display above', [above, laptop], { x: 700, y: 0 }, laptop],
    ['just above that edge', [laptop, above], { x: 700, y: -1 }, above],
    ['left of all', [laptop, external, left], { x: -3_000, y: 500 }, left],
    ['left of all, listed first', [left, laptop, external], { x: -3_000, y: 500 }, left],
    ['right of all', [external, left, laptop], { x: 5_000, y: 300 }, external],
    ['over all', [laptop, external, above], { x: 900, y: -3_000 }, above],
    ['under all', [above, external, laptop], { x: 700, y: 2_000 }, laptop],
    ['right under one, and as far under another beside it', [beside, laptop], { x: 1512, y: 985 }, laptop],
    ['right beside one, and as far beside another under it', [below, laptop], { x: 1515, y: 982 }, laptop],
    ['as far from both', [laptop, farBeside], { x: 1562, y: 500 }, laptop],
    ['as far from both, listed the other way round', [farBeside, laptop], { x: 1562, y: 500 }, farBeside],
  ])('of an icon that is nowhere, it goes by the pointer: %s', (_, displays, pointer, chosen) => {
    const { x, y } = placePanel({ displays, icon: [], pointer, wantedHeight: 400 });
    expect([x, y]).toEqual(topRightOf(chosen));
  });

  test('there is none without a display', () => {
    const nowhere: PanelSituation = { displays: [], icon: [], pointer: { x: 0, y: 0 }, wantedHeight: 400 };
    expect(() => placePanel(nowhere)).toThrow('There is no display');
  });

  test('whatever is said and wanted, it lies in the work area of one display', () => {
    const all = [laptop, external, left, above];
    for (let n = 0; n < 5_000; n += 1) {
      const spread = (by: number): number => ((n * by) % 6_007) - 3_000;
      const { x, y, width, height } = placePanel({
        displays: all.slice(n % all.length),
        icon: [area(spread(37), (n % 9) * 20 - 60, 30, 24)],
        pointer: { x: spread(131), y: spread(71) },
        wantedHeight: n % 1_500,
      });
      const inside = all.some(
        ({ workArea: w }) =>
          x >= w.x && y >= w.y && x + width <= w.x + w.width && y + height <= w.y + w.height,
      );
      expect(inside, `${n}: ${x} ${y} ${height}`).toBe(true);
    }
  });
});
