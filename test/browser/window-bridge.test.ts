import { gzipSync } from 'node:zlib';
import type { Page, WebSocketRoute } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { defaultSettings } from '#core/surface/settings.ts';
import { calmStatus, fakeSender } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';
import { suiteWindows } from './suite.ts';
import { builtWindow } from './window-page.ts';

const openPage = await suiteWindows();
let page: Page;

interface Frame {
  readonly id: number;
  readonly command: string;
  readonly input: unknown;
}

const stranger = fakeSender({ handle: '+12125550101', display: '+1 212 555 0101' });
const whole = {
  revision: 7,
  base: null,
  status: calmStatus,
  settings: { ...defaultSettings, onboarded: true },
  lastVerdict: null,
  senders: [stranger],
  removed: [],
};

/** A server that speaks the bridge's frames. */
class FakeServer {
  readonly frames: Frame[] = [];
  connections = 0;
  socket: WebSocketRoute | null = null;
  /** The state is not sent by itself. */
  holds = false;

  async attach(to: Page): Promise<void> {
    await to.routeWebSocket(/\/bridge$/, (socket) => {
      this.connections += 1;
      this.socket = socket;
      socket.onMessage((data) => {
        const frame = JSON.parse(String(data)) as Frame;
        this.frames.push(frame);
        if (frame.command === 'subscribe') {
          this.send({ id: frame.id, ok: true, value: {} });
          if (!this.holds) this.send({ push: whole });
        }
      });
    });
  }

  /** How often a command was asked. */
  asked(command: string): number {
    return this.frames.filter((frame) => frame.command === command).length;
  }

  send(frame: object): void {
    this.socket?.send(JSON.stringify(frame));
  }
}

async function connected(): Promise<FakeServer> {
  const server = new FakeServer();
  page = await openPage({ scenario: null, beforeLoad: (to) => server.attach(to) });
  await page.locator('.content').waitFor();
  return server;
}

describe('the first run', () => {
  test('is known with the first state: no window is painted that it would take away', async () => {
    const server = new FakeServer();
    server.holds = true;
    page = await openPage({ scenario: null, beforeLoad: (to) => server.attach(to) });
    await page.locator('.before-state').waitFor();
    await waitFor('the state to be asked for', () => server.asked('subscribe') === 1);
    server.send({ push: { ...whole, settings: defaultSettings } });
    await page.locator('.first-run').waitFor();
    expect(await page.locator('.content').count()).toBe(0);
    server.send({ push: { ...whole, revision: 8, base: 7, senders: [] } });
    await page.locator('.content').waitFor();
    expect(await page.locator('.first-run').count()).toBe(0);
  });
});

describe('the WebSocket bridge', () => {
  test('paints what is pushed, and follows what changes', async () => {
    const server = await connected();
    await page.getByRole('option').filter({ hasText: '+1 212 555 0101' }).waitFor();
    server.send({
      push: { ...whole, revision: 8, base: 7, senders: [fakeSender({ handle: '+12125550102' })] },
    });
    await page.getByRole('option').filter({ hasText: '+12125550102' }).waitFor();
  });

  test('asks for the whole state when a push does not follow on', async () => {
    const server = await connected();
    server.send({ push: { ...whole, revision: 12, base: 11, senders: [] } });
    await waitFor('a second request for it', () => server.asked('subscribe') === 2);
    expect(server.connections).toBe(1);
    await page.getByRole('option').filter({ hasText: '+1 212 555 0101' }).waitFor();
  });

  test('matches answers to calls by their id, in any order', async () => {
    const server = await connected();
    await page.getByRole('navigation').getByText('History').click();
    const asked = await waitFor('two questions', () => {
      const history = server.frames.find(({ command }) => command === 'history');
      const receipt = server.frames.find(({ command }) => command === 'receipt');
      return history && receipt ? { history, receipt } : null;
    });
    server.send({ id: asked.receipt.id, ok: true, value: { items: [], summary: null } });
    const error = { code: 'ledger-corrupt', message: 'The history can’t be read.' };
    server.send({ id: asked.history.id, ok: false, error });
    await page.getByText('The history can’t be read.').waitFor();
  });

  test('says when the connection is lost, decides nothing then, and comes back by itself', async () => {
    const server = await connected();
    await page.getByRole('option').first().click();
    await page.waitForTimeout(650);
    await page.locator('.verdict-buttons').getByText('Ignore', { exact: true }).click();
    await waitFor('the verdict', () => server.frames.some(({ command }) => command === 'verdict'));
    await server.socket?.close();
    await page.locator('.bar').getByText('The connection to Peephole was lost.').waitFor();
    await waitFor('a second connection', () => server.connections === 2);
    await page.locator('.side-silence.silent').waitFor();
    expect(server.frames.filter(({ command }) => command === 'verdict')).toHaveLength(1);
  });
});

describe('what comes over it', () => {
  test('is believed only in the shape it has: else the page says so, and connects anew', async () => {
    const server = await connected();
    const closed = new Promise<[number | undefined, string | undefined]>((resolve) => {
      server.socket?.onClose((code, reason) => {
        resolve([code, reason]);
        void server.socket?.close();
      });
    });
    server.send({ push: { ...whole, revision: 8, senders: [{ handle: 'nobody@example.com' }] } });
    const [code, reason] = await closed;
    expect(code).toBe(4400);
    expect(reason).toContain('not believed');
    await page.locator('.strip').getByText('not believed').waitFor();
    expect(await page.getByText('nobody@example.com').count()).toBe(0);
    await waitFor('a second connection', () => server.connections === 2);
    await page.locator('.side-silence.silent').waitFor();
    expect(await page.locator('.strip').count()).toBe(0);
  });
});

describe('what is shipped', () => {
  test('is at most 120 KB of JavaScript, compressed', () => {
    const files = builtWindow();
    const scripts = [...files].filter(([name]) => name.endsWith('.js'));
    const bytes = scripts.reduce((sum, [, code]) => sum + gzipSync(code).length, 0);
    expect(bytes).toBeLessThan(120 * 1024);
  });

  test('names nothing outside, and has no code or style inline', () => {
    const files = builtWindow();
    const html = String(files.get('index.html'));
    expect(html).not.toMatch(/<style|style=|<script(?![^>]*src=)/);
    const css = [...files]
      .filter(([name]) => name.endsWith('.css'))
      .map(([, text]) => String(text))
      .join('\n');
    expect(css).not.toMatch(/https?:|url\(["']?data:|@import/);
  });
});
