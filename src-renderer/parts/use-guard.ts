import { type PointerEvent, useLayoutEffect, useRef, useState } from 'react';

/** How long buttons and keys are inert after what they act on changed, ms (UX-4.6). */
export const guardMs = 600;

export interface Guard {
  /** For painting only; `allows` decides. */
  readonly inert: boolean;
  /** True when an act now can only be meant for what is painted: not too fresh, and not pressed on something else. */
  allows(event?: { readonly detail: number }): boolean;
  /** Put on the buttons' container: a press that began on what was there before is not one on what is there now. */
  readonly onPointerDown: (event: PointerEvent) => void;
}

/**
 * Keeps a click or key that was meant for what was under the buttons a moment ago from deciding about what is there now.
 * @param painted names exactly what the buttons act on; any change starts the time anew.
 */
export function useGuard(painted: string): Guard {
  const changedAt = useRef(Number.POSITIVE_INFINITY);
  const pressedOn = useRef<string | null>(null);
  const [inert, setInert] = useState(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of what is painted is what this waits for
  useLayoutEffect(() => {
    changedAt.current = performance.now();
    setInert(true);
    const timer = setTimeout(() => setInert(false), guardMs);
    return () => clearTimeout(timer);
  }, [painted]);
  return {
    inert,
    allows: (event) => {
      if (performance.now() - changedAt.current < guardMs) return false;
      const byPointer = event !== undefined && event.detail > 0;
      return !byPointer || pressedOn.current === painted;
    },
    onPointerDown: () => {
      pressedOn.current = painted;
    },
  };
}
