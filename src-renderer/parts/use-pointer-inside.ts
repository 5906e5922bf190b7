import { type PointerEventHandler, useState } from 'react';

export interface PointerInside {
  readonly inside: boolean;
  /** For the element that is meant. */
  readonly on: {
    readonly onPointerOver: PointerEventHandler;
    readonly onPointerMove: PointerEventHandler;
    readonly onPointerLeave: PointerEventHandler;
  };
}

/**
 * Whether the pointer is over an element. Not by React's `onPointerEnter`: that one does not come for what appears under
 * a pointer at rest, where what was there before is gone.
 */
export function usePointerInside(): PointerInside {
  const [inside, setInside] = useState(false);
  const enter = (): void => setInside(true);
  return {
    inside,
    on: { onPointerOver: enter, onPointerMove: enter, onPointerLeave: () => setInside(false) },
  };
}
