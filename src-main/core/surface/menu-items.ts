import type { ApprovalLength } from '#core/decision/approval-length.ts';
import type { Verdict } from '#core/decision/decision.ts';
import type { Words } from '#core/words/words.ts';
import type { AppState } from './app-state.ts';
import type { NotificationAccess } from './notification-access.ts';
import type { LinkKey, WindowTarget } from './window-target.ts';

/** A verdict as it was chosen. */
export interface VerdictAction {
  readonly kind: 'verdict';
  readonly verdict: Verdict;
  readonly handle: string;
  /** What was painted; absent where the verdict holds whatever changed since (ignore and block on a banner). */
  readonly revision?: string;
  /** Only of approve; absent: for good. */
  readonly for?: ApprovalLength;
}

/** What a menu item or a banner's button does. Plain data: contract/run-action.ts carries it out. */
export type SurfaceAction =
  | { readonly kind: 'show'; readonly target: WindowTarget }
  | VerdictAction
  | { readonly kind: 'channel'; readonly on: boolean }
  | { readonly kind: 'retry-removal' }
  /** `config`: with the OpenClaw of this config file, which the owner chose. */
  | { readonly kind: 'connect-anew'; readonly config?: string }
  | { readonly kind: 'pause'; readonly for: '1h' | 'tomorrow' | 'until-resumed' | 'resume' }
  /** Opens a place outside Peephole. */
  | { readonly kind: 'open'; readonly link: LinkKey }
  | { readonly kind: 'quit' };

/** May let somebody in, so it is not done while someone else may be in front of the screen. */
export function mayLetIn(action: SurfaceAction): action is VerdictAction {
  return action.kind === 'verdict' && (action.verdict === 'approve' || action.verdict === 'undo');
}

interface Labelled {
  /** Stable while the same thing is meant. */
  readonly id: string;
  readonly label: string;
  /** Second, smaller line. */
  readonly sublabel?: string;
  /** Accessible name, where it says more than the label. */
  readonly spoken?: string;
  readonly toolTip?: string;
}

export type MenuItem =
  | { readonly type: 'separator'; readonly id: string }
  /** A line that says something and does nothing. */
  | ({ readonly type: 'line' } & Labelled)
  | ({
      readonly type: 'action';
      readonly enabled: boolean;
      /** As Electron writes it: `CmdOrCtrl+,`. */
      readonly accelerator?: string;
      readonly action: SurfaceAction;
    } & Labelled)
  | ({
      readonly type: 'check';
      readonly checked: boolean;
      readonly enabled: boolean;
      readonly action: SurfaceAction;
    } & Labelled)
  | ({ readonly type: 'submenu'; readonly items: readonly MenuItem[] } & Labelled);

export interface MenuInput {
  readonly state: AppState | null;
  readonly nowMs: number;
  readonly words: Words;
  /** Whether macOS shows our banners; absent: this surface draws its own. */
  readonly notifications?: NotificationAccess;
}

/** A line that says something and does nothing. */
export function line(id: string, label: string, sublabel?: string): MenuItem {
  return { type: 'line', id, label, ...(sublabel === undefined ? {} : { sublabel }) };
}

/** An item that does something. */
export function act(
  id: string,
  label: string,
  action: SurfaceAction,
  more: Partial<Labelled> & { enabled?: boolean; accelerator?: string } = {},
): MenuItem {
  return { type: 'action', id, label, action, enabled: true, ...more };
}

/** Opens the window. */
export const show = (target: WindowTarget): SurfaceAction => ({ kind: 'show', target });
