import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from '@playwright/test';
import type { ApiClient } from '#contract/client.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { type Practice, startPractice } from '../../src-main/simulator/practice.ts';
import { type PracticeGateway, startPracticeGateway } from '../../src-main/simulator/simulated-gateway.ts';
import { createPracticeMessages } from '../../src-main/simulator/simulated-messages.ts';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import { type Peephole, startPeephole } from '../support/peephole.ts';
import { patienceMs, waitFor } from '../support/wait.ts';

/** Quick enough for a test, slow enough to be seen on its way, ms. */
const quickGateway = { applyMs: 250, startMs: 60, runMs: 150 } as const;

/** Buttons are inert for 600 ms after what they act on changed; a little more, for slow machines. */
const pastGuardMs = 750;

/** Messages and the gateway, invented. */
type Stage = Pick<
  Practice,
  'gateway' | 'messages' | 'databasePath' | 'contactsDir' | 'openclawConfigPath' | 'stop'
>;

/** As in practice, but nobody knocks by themselves. */
async function quietStage(): Promise<Stage> {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-stage-'));
  const messages = createPracticeMessages({ dir, seed: 1, speed: 1 });
  const { databasePath, contactsDir } = messages;
  const gateway = await startPracticeGateway({
    stateDir: join(dir, 'openclaw'),
    imessage: {
      dmPolicy: 'allowlist',
      allowFrom: ['+12125550110'],
      groupPolicy: 'allowlist',
      groupAllowFrom: [],
      dbPath: databasePath,
    },
    behaviour: quickGateway,
    reply: () => 'Hello!',
    onSent: ({ to, text }) => void messages.db.send({ to, text }),
  });
  return {
    gateway,
    messages,
    databasePath,
    contactsDir,
    openclawConfigPath: gateway.configPath,
    async stop() {
      await gateway.stop();
      messages.close();
      rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

export interface LiveOptions {
  /** `by-themselves`: strangers come as in practice, faster. `when-told`: only through `knock`. */
  readonly strangers?: 'by-themselves' | 'when-told';
}

/** The whole of Peephole with nothing faked but Messages and the gateway: `serve --web` as a process of its own. */
export interface Live {
  readonly gateway: PracticeGateway;
  readonly peephole: Peephole;
  /** The control socket of the same Peephole: another surface. */
  readonly socket: ApiClient;
  /** Somebody writes to this Mac. */
  knock(handle: string, text: string, service?: string): void;
  /** A sender as it is now; undefined: not seen yet. */
  sender(handle: string): Promise<SenderView | undefined>;
  /** Every decision there is, oldest first: `approve +12125550101`. */
  decisions(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startLive({ strangers = 'when-told' }: LiveOptions = {}): Promise<Live> {
  const stage =
    strangers === 'when-told' ? await quietStage() : await startPractice({ speed: 6, silent: true });
  const peephole = await startPeephole({
    messagesDb: stage.databasePath,
    contactsDir: stage.contactsDir,
    openclawConfig: stage.openclawConfigPath,
    web: true,
  }).catch(async (error: unknown) => {
    await stage.stop();
    throw error;
  });
  const socket = await connectPeephole(peephole.stateDir);
  await waitFor('the gateway and Messages to be read', async () => {
    const { silence, channel, messages } = await socket.call('status', {});
    return silence.state === 'silent' && channel.state === 'on' && messages.state === 'reading';
  });
  return {
    gateway: stage.gateway,
    peephole,
    socket,
    knock(handle, text, service = 'iMessage') {
      stage.messages.db.receive({ handle, text, service });
    },
    async sender(handle) {
      const { senders } = await socket.call('list', {});
      return senders.find((sender) => sender.handle === handle);
    },
    async decisions() {
      const { items } = await socket.call('history', {});
      return items
        .filter(({ type }) => type === 'decision')
        .map(({ kind, handle }) => `${kind} ${handle}`)
        .toReversed();
    },
    async stop() {
      socket.close();
      await peephole.stop();
      await stage.stop();
    },
  };
}

/** The window of a running Peephole, with the words a test looks for. */
export class LiveWindow {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Script errors, and what the content security policy refused: a test expects none. */
  readonly trouble: string[];

  constructor(page: Page, context: BrowserContext, trouble: string[]) {
    this.page = page;
    this.context = context;
    this.trouble = trouble;
  }

  get bar(): Locator {
    return this.page.locator('.bar-text');
  }

  get card(): Locator {
    return this.page.locator('[data-painted]');
  }

  get banners(): Locator {
    return this.page.locator('.banner');
  }

  row(text: string): Locator {
    return this.page.getByRole('option').filter({ hasText: text });
  }

  /**
   * Waits until all of these are in the list. To be called before the pointer goes into it: who comes while it is there
   * stays behind the pill.
   */
  async listed(...texts: readonly string[]): Promise<void> {
    for (const text of texts) await this.row(text).waitFor();
  }

  /** A button under the card. */
  verdict(name: string): Locator {
    return this.page.locator('.verdict-buttons').getByText(name, { exact: true });
  }

  banner(text: string): Locator {
    return this.banners.filter({ hasText: text });
  }

  /** Selects a sender and waits until their buttons act. */
  async choose(text: string): Promise<void> {
    await this.row(text).click();
    await this.pastGuard();
  }

  async openMenu(): Promise<void> {
    await this.page.locator('.tray-button').click({ button: 'right' });
    await this.page.locator('.menu.root').waitFor();
  }

  /** Opens a sender's submenu in the drawn menu. */
  async openSubmenu(text: string): Promise<Locator> {
    await this.page.locator('.menu.root').getByRole('menuitem').filter({ hasText: text }).first().hover();
    const submenu = this.page.locator('.menu.nested');
    await submenu.waitFor();
    await this.pastGuard();
    return submenu;
  }

  async pastGuard(): Promise<void> {
    await this.page.waitForTimeout(pastGuardMs);
  }

  /** Waits for these words anywhere on the page. */
  async says(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }
}

/** Opens a browser on the link of a running Peephole and leaves the first run behind, as an owner would. */
export async function openWindow(
  browser: Browser,
  live: Live,
  options: BrowserContextOptions & { readonly search?: string } = {},
): Promise<LiveWindow> {
  const { search, ...contextOptions } = options;
  const context = await browser.newContext({
    viewport: { width: 1280, height: 820 },
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'Europe/Zurich',
    ...contextOptions,
  });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('console', (message) => {
    // Browsers ask for an icon on their own.
    if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico'))
      trouble.push(message.text());
  });
  await page.goto(live.peephole.web ?? '');
  const skip = page.locator('.first-actions .button').first();
  await Promise.race([skip.waitFor(), page.locator('.content').waitFor()]);
  if (await skip.isVisible()) await skip.click();
  await page.locator('.content').waitFor();
  if (search !== undefined) await page.goto(new URL(search, page.url()).href);
  // Left where the first run was, it would rest over the list: whoever comes is behind the pill then.
  await page.mouse.move(2, 2);
  return new LiveWindow(page, context, trouble);
}
