import type { LoginItemState, MacHost, MoveOutcome } from '#contract/bridge.ts';
import type { NotificationAccess } from '#core/surface/notification-access.ts';
import type { UpdateState } from '#core/surface/update-state.ts';
import type { LinkOutcome } from '#core/surface/window-target.ts';

/** A Mac behind the page, as a test wants it; `asked` is what the page asked of it. */
export interface FakeMac {
  login: LoginItemState;
  /** What macOS makes of registering. */
  registersAs: LoginItemState;
  access: NotificationAccess;
  /** Where the link to the command line goes; null: nowhere. */
  linksTo: string | null;
  /** What becomes of opening a place outside. */
  opens: LinkOutcome;
  /** Outside the Applications folder. */
  outside: boolean;
  /** What becomes of moving it there. */
  moves: MoveOutcome;
  /** Where updating stands; null: this copy can't update itself. */
  update: UpdateState | null;
  /** Says that it stands elsewhere. */
  tellUpdate: (state: UpdateState) => void;
  readonly asked: string[];
  /** What the page said of the panel's height. */
  readonly heights: number[];
  /** Opens the panel, as a click on the icon does. */
  openPanel: () => void;
}

export const fakeMac = (): FakeMac => ({
  login: 'not-registered',
  registersAs: 'enabled',
  access: 'not-asked',
  linksTo: '/usr/local/bin/peephole',
  opens: 'opened',
  outside: false,
  moves: 'moved',
  update: null,
  tellUpdate: () => {},
  asked: [],
  heights: [],
  openPanel: () => {},
});

export function macHost(mac: FakeMac): MacHost {
  return {
    loginItem: async () => mac.login,
    setLoginItem: async (on) => {
      mac.asked.push(`open at login: ${on}`);
      mac.login = on ? mac.registersAs : 'not-registered';
      return mac.login;
    },
    notificationAccess: async () => mac.access,
    testNotification: async () => void mac.asked.push('test'),
    installCommand: async () => {
      mac.asked.push('install command');
      return mac.linksTo;
    },
    facts: async () => ({
      macos: '15.6.1',
      processor: 'arm64',
      signature: 'ad-hoc',
      place: 'applications',
      notifications: mac.access,
      loginItem: mac.login,
    }),
    chooseConfig: async () => void mac.asked.push('choose config'),
    canMove: async () => mac.outside,
    async moveToApplications(replace) {
      mac.asked.push(`move${replace ? ' and replace' : ''}`);
      return mac.moves;
    },
    updateState: async () => mac.update,
    takeUpdateStep: (step) => void mac.asked.push(`update: ${step}`),
    onUpdateState(listener) {
      mac.tellUpdate = (state) => {
        mac.update = state;
        listener(state);
      };
      return () => {};
    },
    showWindow: (target) => void mac.asked.push(`show ${JSON.stringify(target)}`),
    closePanel: () => void mac.asked.push('close panel'),
    resizePanel: (height) => void mac.heights.push(height),
    onPanelOpen(listener) {
      mac.openPanel = listener;
      return () => {};
    },
    quitAndReopen: () => void mac.asked.push('reopen'),
    quit: () => void mac.asked.push('quit'),
  };
}
