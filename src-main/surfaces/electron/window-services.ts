import { app } from 'electron';
import type { MoveOutcome } from '#contract/bridge.ts';
import type { LinkKey, LinkOutcome } from '#core/surface/window-target.ts';
import type { Words } from '#core/words/words.ts';
import type { Actions } from './actions.ts';
import { canMove } from './applications-folder.ts';
import type { BannerService } from './banner-service.ts';
import type { WindowServices } from './ipc-server.ts';
import { loginItem, setLoginItem } from './login-item.ts';
import { macFacts } from './mac-facts.ts';
import type { PanelHost } from './panel-host.ts';
import type { Updates } from './updates.ts';
import type { WindowHost } from './window-host.ts';

export interface ServedParts {
  readonly words: Words;
  readonly actions: Actions;
  readonly banners: BannerService;
  readonly window: WindowHost;
  readonly panel: PanelHost;
  /** null: this copy can't update itself. */
  readonly updates: Updates | null;
  /** What this one was started with. */
  readonly argv: readonly string[];
  readonly linkCommand: () => string | null;
  readonly openLink: (key: LinkKey) => Promise<LinkOutcome>;
  readonly move: (replace: boolean) => MoveOutcome;
  readonly quitAndReopen: () => void;
}

/** What a page can ask of this Mac. */
export function windowServices(parts: ServedParts): WindowServices {
  const { words, actions, banners, window, panel, updates, argv } = parts;
  const { linkCommand, openLink, move, quitAndReopen } = parts;
  return {
    openLink,
    loginItem,
    setLoginItem,
    notificationAccess: () => banners.access,
    testNotification: () => banners.test(),
    installCommand: linkCommand,
    facts: () => macFacts(banners.access),
    /** Only what the owner picks in macOS's own dialog: the page names no file. */
    async chooseConfig() {
      const config = await window.chooseFile(words.say('set.config'), words.say('set.config-pick'));
      if (config !== null) await actions.run({ kind: 'connect-anew', config }, 'window');
    },
    canMove: () => canMove(argv),
    moveToApplications: move,
    updateState: () => updates?.state ?? null,
    takeUpdateStep: (step) => updates?.take(step),
    showWindow(target) {
      window.show(target);
      panel.close();
    },
    closePanel: () => panel.close(),
    resizePanel: (page, height) => panel.resize(page, height),
    quitAndReopen,
    quit: () => app.quit(),
  };
}
