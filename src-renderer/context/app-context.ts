import { createContext, useContext } from 'react';
import type { Bridge } from '#contract/bridge.ts';
import type { ApiClient } from '#contract/client.ts';
import type { PeepholeError } from '#core/errors.ts';
import type { AppState, StatusView } from '#core/surface/app-state.ts';
import type { Settings } from '#core/surface/settings.ts';
import type { WindowTarget } from '#core/surface/window-target.ts';
import type { Sentence } from '#core/words/sentence.ts';
import type { Act } from './use-actions.ts';
import type { Verdicts } from './use-verdicts.ts';

/** What every part of the window works with. */
export interface AppContextValue {
  readonly bridge: Bridge;
  /** Peephole itself. */
  readonly client: ApiClient;
  readonly state: AppState;
  readonly status: StatusView;
  /** When the state last came, ms. */
  readonly stateAtMs: number;
  /** Peephole answers. */
  readonly connected: boolean;
  /** Why it does not, where that is known. */
  readonly why: PeepholeError | null;
  /** Peephole answers and the gateway is connected: what is shown is how it is. */
  readonly live: boolean;
  /** The wall clock, ms; moves every 15 s. */
  readonly nowMs: number;
  readonly settings: Settings;
  changeSettings(patch: Partial<Settings>): void;
  /** Gives verdicts and follows them. */
  readonly verdicts: Verdicts;
  /** Carries out anything else. */
  readonly act: Act;
  readonly target: WindowTarget;
  show(target: WindowTarget): void;
  /** The last trouble that was said; null: none. */
  readonly said: Sentence | null;
  /** Says something above the status bar; errors of calls come here. */
  say(trouble: Sentence | null): void;
}

export const AppContext = createContext<AppContextValue | null>(null);

/** @throws Error outside of the app: a defect. */
export function useApp(): AppContextValue {
  const value = useContext(AppContext);
  if (value === null) throw new Error('useApp is for parts of the app');
  return value;
}
