import type { StateChange } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { CommandName, Input, Output } from './commands.schema.ts';

export type { CommandName, Input, Output };

/** What Peephole offers to a surface. `gatekeeper/` implements it; everything else is derived from `commands`. */
export interface AppApi {
  readonly commands: { readonly [C in CommandName]: (input: Input<C>) => Promise<Output<C>> };
  /** Calls `listener` with the state at once, then with every change. @returns the end of it. */
  subscribe(listener: (change: StateChange) => void): () => void;
  /** Calls `listener` with everything the owner should be told now (banners). @returns the end of it. */
  notices(listener: (notice: Notice) => void): () => void;
}
