/** As Electron gives it: DIP, the origin at the top left of the first display, y downwards. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** A display: all of it, and what menu bar and Dock leave. */
export interface DisplayAreas {
  readonly bounds: Area;
  readonly workArea: Area;
}

/** 360 pt wide, and at most that high, whatever it holds (UX-2.6). */
export const panelWidth = 360;
export const maxPanelHeight = 560;
/** Less shows no card, and an empty panel's menus would be cut off. */
export const minPanelHeight = 120;

/** Between the panel and the edges of the display. */
const gap = 8;
/** A menu bar that hides itself leaves no gap above the work area; with a notch it is 37 or 38 pt high. */
const highestBar = 40;

export interface PanelSituation {
  /** Where the icon is said to be, the best source first; it may lie (MAC-10.3). */
  readonly icon: readonly Area[];
  /** Not empty, the first display first. */
  readonly displays: readonly DisplayAreas[];
  readonly pointer: Spot;
  /** The height that what it holds would have. */
  readonly wantedHeight: number;
}

/**
 * Where the panel goes (UX-2.8): under the icon, within the work area of its display; where the icon is in no menu bar (behind a
 * notch, in a full menu bar, nowhere), at the top right of the display that the pointer is on.
 */
export function placePanel({ icon, displays, pointer, wantedHeight }: PanelSituation): Area {
  const inUse = displays.find(({ bounds }) => holds(bounds, pointer)) ?? nearest(displays, pointer);
  for (const display of [inUse, ...displays]) {
    const found = icon.find((area) => isInMenuBar(area, display));
    if (found !== undefined) {
      const under = Math.max(found.y + found.height, display.workArea.y);
      return within(display, found.x + found.width / 2 - panelWidth / 2, under, wantedHeight);
    }
  }
  const { bounds, workArea } = inUse;
  // A menu bar that hides itself comes back over the top edge.
  const under = workArea.y === bounds.y ? workArea.y + highestBar : workArea.y;
  return within(inUse, Number.POSITIVE_INFINITY, under, wantedHeight);
}

/** In the band at the top of the display; a rectangle of nothing is nowhere. What is no number compares as false, so it is nowhere, too. */
function isInMenuBar({ x, y, width, height }: Area, { bounds, workArea }: DisplayAreas): boolean {
  if (width <= 0 || height <= 0) return false;
  const bar = workArea.y > bounds.y ? workArea.y - bounds.y : highestBar;
  return (
    y >= bounds.y && y + height <= bounds.y + bar + 1 && x >= bounds.x && x + width <= bounds.x + bounds.width
  );
}

function within({ workArea }: DisplayAreas, x: number, y: number, wantedHeight: number): Area {
  const right = workArea.x + workArea.width - panelWidth - gap;
  const room = workArea.y + workArea.height - y - gap;
  const height = Math.min(Math.max(wantedHeight, minPanelHeight), maxPanelHeight, room);
  return {
    x: Math.round(Math.max(Math.min(x, right), workArea.x + gap)),
    y: Math.round(y),
    width: panelWidth,
    height: Math.round(height),
  };
}

function holds({ x, y, width, height }: Area, spot: Spot): boolean {
  return spot.x >= x && spot.x < x + width && spot.y >= y && spot.y < y + height;
}

/** Between two displays, or on one that was just unplugged, the pointer is on none. */
function nearest(displays: readonly DisplayAreas[], spot: Spot): DisplayAreas {
  const [first, ...rest] = displays;
  if (first === undefined) throw new Error('There is no display');
  const far = ({ bounds: { x, y, width, height } }: DisplayAreas): number =>
    Math.hypot(Math.max(x - spot.x, 0, spot.x - x - width), Math.max(y - spot.y, 0, spot.y - y - height));
  return rest.reduce((best, display) => (far(display) < far(best) ? display : best), first);
}
