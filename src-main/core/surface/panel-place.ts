/** In points, from the top left of the main display. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DisplayPlace {
  readonly bounds: Rect;
  /** Without menu bar and Dock. */
  readonly workArea: Rect;
}

export const panelSize = { width: 360, height: 560 } as const;

/** Space between the panel and the edges of a display. */
const margin = 8;

/** macOS reports the place of a hidden icon (behind the notch, or in a full menu bar) at places that no menu bar has. */
function isInMenuBar({ x, y, width, height }: Rect, { bounds, workArea }: DisplayPlace): boolean {
  const barBottom = Math.max(workArea.y, bounds.y + 24);
  return (
    width > 0 &&
    height > 0 &&
    x >= bounds.x &&
    x + width <= bounds.x + bounds.width &&
    y >= bounds.y &&
    y + height <= barBottom + 1
  );
}

/**
 * Where the panel opens (UX-2.6): centred under the icon and whole on its display; where no icon is to be seen, at the top
 * right of the display that the pointer is on.
 * @param displays every display. @param pointed the one that the pointer is on.
 */
export function panelPlace(icon: Rect, displays: readonly DisplayPlace[], pointed: DisplayPlace): Rect {
  const display = displays.find((one) => isInMenuBar(icon, one));
  const { workArea } = display ?? pointed;
  const width = Math.min(panelSize.width, workArea.width - 2 * margin);
  const height = Math.min(panelSize.height, workArea.height - 2 * margin);
  const right = workArea.x + workArea.width - margin - width;
  const x = display === undefined ? right : Math.round(icon.x + icon.width / 2 - width / 2);
  return { x: Math.max(workArea.x + margin, Math.min(x, right)), y: workArea.y + margin / 2, width, height };
}
