/**
 * What went wrong elsewhere (UX-9.1 to UX-9.6): each row is a test of the whole of Peephole, in a real browser, on
 * invented Messages and a practice gateway. The number is the other project's report.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { type Live, type LiveWindow, openWindow, startLive } from './live.ts';
import { suiteBrowser } from './suite.ts';

const browser = await suiteBrowser();

let live: Live;
let window: LiveWindow;
beforeEach(async () => {
  live = await startLive();
  window = await openWindow(browser, live);
});
afterEach(async () => {
  await window.context.close();
  await live.stop();
  expect(window.trouble).toEqual([]);
});

const first = { handle: '+12125550161', shown: '+1 212 555 0161' };
const second = { handle: '+12125550162', shown: '+1 212 555 0162' };
const third = { handle: '+12125550163', shown: '+1 212 555 0163' };

const judged = ({ handle }: { handle: string }) => live.gateway.judge(handle);
const painted = async (): Promise<string> => (await window.card.getAttribute('data-painted')) ?? '';

test('Return approved a dialog that jumped up (Little Flocker #32, OpenClaw #124767)', async () => {
  const { page } = window;
  live.knock(first.handle, 'Hello');
  await window.choose(first.shown);
  // Whatever has the focus, and whatever comes up meanwhile: a banner, a changed card, a sheet.
  live.knock(second.handle, 'Hello');
  await window.banner(second.shown).waitFor();
  for (const key of ['Enter', 'Space', 'Enter', 'y', 'a']) await page.keyboard.press(key);
  // A list under the pointer does not reorder: who came meanwhile is behind the pill.
  await page.locator('.new-pill').click();
  await window.row(first.shown).click();
  await window.row(second.shown).click({ modifiers: ['Control'] });
  await window.pastGuard();
  await page.getByRole('button', { name: 'Approve 2…' }).click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Enter');
  await window.pastGuard();
  expect(await live.decisions()).toEqual([]);
  expect([judged(first), judged(second)]).toEqual(['dropped', 'dropped']);
});

test('a prompt vanished after a second and was gone (OpenClaw #59993)', async () => {
  live.knock(first.handle, 'Hello');
  await window.banner(first.shown).getByRole('button', { name: 'Close, nothing is decided' }).click();
  await window.banner(first.shown).waitFor({ state: 'detached' });
  await window.row(first.shown).waitFor();
  await window.page.reload();
  await window.row(first.shown).waitFor();
  await window.openMenu();
  await window.page.locator('.menu').getByText(first.shown).waitFor();
});

test('dismissing counted as denial (#118887)', async () => {
  live.knock(first.handle, 'Hello');
  await window.banner(first.shown).getByRole('button', { name: 'Close, nothing is decided' }).click();
  await window.choose(first.shown);
  await window.page.keyboard.press('Escape');
  // Escape closed the window.
  await window.page.locator('.reopen').waitFor();
  await window.page.close();
  expect(await live.decisions()).toEqual([]);
  expect(await live.sender(first.handle)).toMatchObject({ state: 'waiting', decision: null });
  // And still it can be approved, anywhere.
  await live.socket.call('verdict', {
    verdict: 'approve',
    handle: first.handle,
    source: 'cli',
    waitMs: 180_000,
  });
  expect(judged(first)).toBe('agent');
});

test('“approve latest” let the wrong one in (#64158)', async () => {
  live.knock(first.handle, 'Hello');
  await window.row(first.shown).waitFor();
  await window.openMenu();
  const submenu = await window.openSubmenu(first.shown);
  live.knock(second.handle, 'Hello, me too');
  await window.row(second.shown).waitFor();
  await submenu.getByText('Approve', { exact: true }).click();
  await window.bar.filter({ hasText: `Approved ${first.shown}` }).waitFor();
  expect([judged(first), judged(second)]).toEqual(['agent', 'dropped']);
  expect(await live.decisions()).toEqual([`approve ${first.handle}`]);
});

test('bulk hit rows that had just arrived (#104005)', async () => {
  live.knock(first.handle, 'Hello');
  live.knock(second.handle, 'Hello');
  await window.listed(first.shown, second.shown);
  await window.row(first.shown).click();
  await window.row(second.shown).click({ modifiers: ['Control'] });
  await window.pastGuard();
  live.knock(third.handle, 'Hello');
  await waitFor('the third to be known', async () => await live.sender(third.handle));
  await window.page.getByRole('button', { name: 'Block 2' }).click();
  await waitFor('both verdicts', async () => (await live.decisions()).length === 2);
  expect((await live.decisions()).toSorted()).toEqual([`block ${first.handle}`, `block ${second.handle}`]);
  expect(await live.sender(third.handle)).toMatchObject({ state: 'waiting' });
});

test('a stale panel stayed after it was decided elsewhere (#142553)', async () => {
  live.knock(first.handle, 'Hello');
  await window.banner(first.shown).waitFor();
  await window.row(first.shown).click();
  await window.openMenu();
  const submenu = await window.openSubmenu(first.shown);
  await live.socket.call('verdict', {
    verdict: 'block',
    handle: first.handle,
    source: 'cli',
    waitMs: 180_000,
  });
  await window.banner(first.shown).waitFor({ state: 'detached' });
  // The menu was painted before: what it still offers is refused, not applied.
  await submenu.getByText('Approve', { exact: true }).click();
  await window.bar.filter({ hasText: 'Look again' }).waitFor();
  expect(judged(first)).toBe('dropped');
  expect(await live.decisions()).toEqual([`block ${first.handle}`]);
  await window.openMenu();
  // Only the verdict itself can be taken back.
  const offered = await window.page.locator('.menu.root').getByText(first.shown).allInnerTexts();
  expect(offered).toEqual([`Undo Block ${first.shown}…`]);
});

test('long text pushed the buttons away (LuLu #309)', async () => {
  const { page } = window;
  live.knock(first.handle, `${'All work and no play. '.repeat(400)}\n${'\n'.repeat(300)}${'W'.repeat(4000)}`);
  await window.choose(first.shown);
  const viewport = page.viewportSize() ?? { width: 0, height: 0 };
  for (const name of ['Approve', 'Ignore', 'Block']) {
    const box = await window.verdict(name).boundingBox();
    expect(box, name).not.toBeNull();
    expect((box?.y ?? Number.NaN) + (box?.height ?? 0)).toBeLessThanOrEqual(viewport.height);
  }
  const banner = await window.banner(first.shown).boundingBox();
  expect(banner?.height).toBeLessThan(viewport.height / 3);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
});

test('focus was stolen (LuLu #112)', async () => {
  const { page } = window;
  live.knock(first.handle, 'Hello');
  await window.choose(first.shown);
  await page.keyboard.press('Control+f');
  await page.keyboard.type('212');
  live.knock(second.handle, 'Hello');
  await window.banner(second.shown).waitFor();
  await page.keyboard.type('555');
  expect(await page.evaluate('document.activeElement?.value')).toBe('212555');
  expect(await painted()).toContain(first.handle);
});

test('bidi and look-alike names (OpenClaw Windows node PR #1045)', async () => {
  live.knock('ch1ara.rossi@example.com', 'It’s Chiara, new address');
  const bidi = '\u202Egnp.elgoog\u202C <img src=x onerror="document.title=1"> <b>bold</b> \u200Bhidden';
  live.knock(first.handle, bidi);
  await window.listed('ch1ara.rossi@example.com', first.shown);
  await window.choose('ch1ara.rossi@example.com');
  await window.says(/Looks like chiara\.rossi@example\.com/);
  expect(await window.page.locator('.card h2').innerText()).not.toContain('Chiara Rossi');
  await window.choose(first.shown);
  const text = await window.page.locator('body').innerText();
  expect(text).toContain('<b>bold</b>');
  expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B]/);
  expect(await window.page.locator('.card img, .row img, .banner b, .card b').count()).toBe(0);
  expect(await window.page.title()).toBe('Peephole');
  // Nothing that somebody else wrote is in a title, a tool tip or an address.
  for (const attribute of ['title', 'href', 'src']) {
    const values = await window.page
      .locator(`[${attribute}]`)
      .evaluateAll(
        (elements, name) => elements.map((element) => element.getAttribute(name) ?? ''),
        attribute,
      );
    expect(values.join('\n')).not.toMatch(/bold|gnp|Chiara/);
  }
});

test('prompt fatigue (Bitwarden #12520)', async () => {
  for (let round = 0; round < 5; round += 1) live.knock(first.handle, `Are you there? (${round})`);
  for (let caller = 10; caller < 30; caller += 1) live.knock(`+1646555${1000 + caller}`, 'Hello');
  await waitFor('all of them to be known', async () => {
    const { senders } = await live.socket.call('list', { state: 'waiting' });
    return senders.filter(({ new: isNew }) => isNew).length === 21;
  });
  await window.pastGuard();
  expect(await window.banners.count()).toBeLessThanOrEqual(3);
  expect(await window.banner(first.shown).count()).toBeLessThanOrEqual(1);
  expect(await window.page.getByText('9+').count()).toBeGreaterThan(0);
});

test('the window stayed in front after the click (Bitwarden #16196)', async () => {
  const { page } = window;
  await page.getByRole('button', { name: 'Close window' }).click();
  live.knock(first.handle, 'Hello');
  const banner = window.banner(first.shown);
  await banner.waitFor();
  await window.pastGuard();
  await banner.getByRole('button', { name: `Approve ${first.shown}` }).click();
  await waitFor(
    'the approval',
    async () => (await live.sender(first.handle))?.decision?.progress === 'confirmed',
  );
  expect(await page.locator('section.window').count()).toBe(0);
  expect(await banner.getByRole('button', { name: `Approve ${first.shown}`, exact: true }).count()).toBe(0);
  await window.openMenu();
  await page.getByRole('menuitemcheckbox', { name: 'iMessage Channel' }).click();
  expect(await page.locator('.menu').count()).toBe(0);
});

test('the icon was the only way in (freellmapi #1146)', async () => {
  const { page } = window;
  await page.getByRole('button', { name: 'Close window' }).click();
  await page.getByRole('button', { name: 'Open Peephole' }).click();
  await page.locator('.content').waitFor();
  await page.getByRole('button', { name: 'Close window' }).click();
  // Opened again, the app always shows its window.
  await page.reload();
  await page.locator('.content').waitFor();
  // And the command line needs neither.
  const { json } = await live.peephole.run('status');
  expect(json).toMatchObject({ ok: true });
});

test('“access granted” from a weak probe (osaurus #2601)', async () => {
  live.gateway.behave({ applyMs: 2500 });
  live.knock(first.handle, 'Hello');
  await window.choose(first.shown);
  await window.verdict('Approve').click();
  await window.bar.filter({ hasText: `Approving ${first.shown}` }).waitFor();
  await waitFor('it to be in the config', () =>
    JSON.stringify(live.gateway.readConfig()).includes(first.handle),
  );
  expect(judged(first)).toBe('dropped');
  expect(await window.page.locator('body').innerText()).not.toContain(`Approved ${first.shown}`);
  await window.bar.filter({ hasText: `Approved ${first.shown}` }).waitFor();
  expect(judged(first)).toBe('agent');
});

test('the channel said off and still answered (OpenClaw #87951)', async () => {
  const { page } = window;
  live.gateway.behave({ stop: 'restarts' });
  await window.openMenu();
  await page.getByRole('menuitemcheckbox', { name: 'iMessage Channel' }).click();
  const off = page.locator('.tray-icon[data-shape=off]');
  // It starts itself again: as long as it may be running, the window does not say off.
  for (let look = 0; look < 20; look += 1) {
    if ((await off.count()) > 0) expect(live.gateway.running()).toBe(false);
    await page.waitForTimeout(100);
  }
  live.gateway.behave({ stop: 'stops' });
  await off.waitFor();
  await waitFor('it to be off for good', () => !live.gateway.running());
});

test('killing Peephole, the gateway or the page in the middle is no verdict, and loses none', async () => {
  const { page } = window;
  live.knock(first.handle, 'Hello');
  live.knock(second.handle, 'Hello');
  await window.choose(first.shown);
  await live.gateway.kill();
  await page
    .getByText(/gateway/i)
    .first()
    .waitFor();
  await window.verdict('Approve').click();
  await waitFor('the decision to be kept', async () => (await live.decisions()).length === 1);
  await live.peephole.kill('SIGKILL');
  await window.says(/Peephole/);
  await live.gateway.start();
  await live.peephole.start();
  await waitFor('the approval', () => judged(first) === 'agent');
  expect(judged(second)).toBe('dropped');
  // The page went on looking for a Peephole that was killed: Chromium reports each try, up to the last.
  await window.context.close();
  const others = window.trouble.filter((line) => !line.includes('ERR_CONNECTION_REFUSED'));
  window.trouble.splice(0, Number.POSITIVE_INFINITY, ...others);
});
