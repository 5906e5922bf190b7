/** Banners are held: until then (ms), until the owner resumes, or not at all (null). */
export type Pause = { readonly untilMs: number } | 'until-resumed' | null;

/** What the owner can set; kept in the ledger. */
export interface Settings {
  /** Whose Apple ID this Mac's Messages uses (RULE-4.2). */
  readonly appleId: 'own' | 'assistant';
  /** Banners for people the owner knows, too. */
  readonly notifyKnown: boolean;
  /** What a banner shows of a message. */
  readonly preview: 'full' | 'masked' | 'hidden';
  /** Local times `HH:MM`; null: none. No banners in between; one summary afterwards. */
  readonly quietHours: { readonly from: string; readonly to: string } | null;
  /** Whether banners are held, and until when. */
  readonly pause: Pause;
  /** The icon shows beside it how many wait. */
  readonly showCount: boolean;
  /** What a click on the menu-bar icon opens; a right click always opens the menu. */
  readonly leftClick: 'panel' | 'menu';
  /** Notifications may make a sound. */
  readonly sound: boolean;
  /** While the window is open Peephole stands in the Dock, too, and in the list of apps that Cmd-Tab shows. */
  readonly showInDock: boolean;
  /** The keys that open Peephole from anywhere. They decide nothing. */
  readonly shortcut: 'none' | 'control-option-p' | 'control-option-command-p';
  /**
   * Programs of this user may read what people wrote, over the control socket: the command line, and with it every other one. Counts in
   * the app; `serve` is started by hand and always tells. Only Peephole's own window switches it on.
   */
  readonly programsRead: boolean;
  /** First run has been finished, or left for good. */
  readonly onboarded: boolean;
  /** Where the first run was left, from 0: it goes on there after "Quit & Reopen", which it asks for itself. */
  readonly firstRunStep: number;
  /** The owner does not want the app moved into the Applications folder: the first run offers it no more. */
  readonly moveDeclined: boolean;
}

export const defaultSettings: Settings = {
  appleId: 'own',
  notifyKnown: false,
  preview: 'masked',
  quietHours: null,
  pause: null,
  showCount: true,
  leftClick: 'panel',
  sound: true,
  showInDock: false,
  shortcut: 'none',
  programsRead: false,
  onboarded: false,
  firstRunStep: 0,
  moveDeclined: false,
};
