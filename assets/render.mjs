// Renders the SVG sources with Chromium: `node assets/render.mjs`. The PNG files are committed; run it after a change.
// Menu-bar icons are template images (black and transparent only, "Template" in the name): macOS paints them itself.
import { mkdir, readFile } from 'node:fs/promises';
import { launchBrowser } from '../test/support/browser.ts';

const here = import.meta.dirname;
const shapes = ['idle', 'waiting', 'off', 'unreachable', 'attention'];
const appIconSizes = [16, 32, 64, 128, 256, 512, 1024];

/** @param {import('@playwright/test').Browser} browser */
async function render(browser, source, target, pixels) {
  const svg = await readFile(`${here}/${source}`);
  const page = await browser.newPage({ viewport: { width: pixels, height: pixels } });
  const address = `data:image/svg+xml;base64,${svg.toString('base64')}`;
  await page.setContent(
    `<style>*{margin:0}img{display:block;width:${pixels}px;height:${pixels}px}</style><img src="${address}">`,
  );
  await page.locator('img').evaluate((image) => image.decode());
  await page.screenshot({ path: `${here}/${target}`, omitBackground: true });
  await page.close();
}

await mkdir(`${here}/app-icon`, { recursive: true });
const browser = await launchBrowser();
for (const shape of shapes) {
  await render(browser, `tray/${shape}.svg`, `tray/${shape}Template.png`, 16);
  await render(browser, `tray/${shape}.svg`, `tray/${shape}Template@2x.png`, 32);
}
for (const size of appIconSizes) await render(browser, 'app-icon.svg', `app-icon/${size}.png`, size);
await browser.close();
