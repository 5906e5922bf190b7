import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** In a process of its own: the bundled engine, with the stand-in where the app has Electron. */
const script = `
  import { registerHooks } from 'node:module';
  import { globSync } from 'node:fs';
  const fakes = ${JSON.stringify(join(root, 'test', 'fakes', 'electron', 'index.ts'))};
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url: 'file://' + fakes, shortCircuit: true } : next(specifier, context),
  });
  const { app } = await import(fakes);
  app.folder = process.env.HOME;
  Object.defineProperty(process, 'platform', { value: 'darwin' });
  Object.defineProperty(process, 'resourcesPath', { value: process.env.HOME });
  const [chunk] = globSync('out/main/update-engine-*.js', { cwd: ${JSON.stringify(root)} });
  const { macEngine } = await import(${JSON.stringify(`${root}/`)} + chunk);
  console.log(JSON.stringify(await macEngine().check()));
`;

test('what is bundled of electron-updater finds a newer version, and needs no package beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'peephole-engine-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const server = createServer((_request, response) =>
    response.end('version: 0.2.0\nfiles:\n  - url: x.zip\n    sha512: x\n'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  writeFileSync(join(folder, 'app-update.yml'), `provider: generic\nurl: http://127.0.0.1:${port}\n`);
  const file = join(folder, 'run.mjs');
  writeFileSync(file, script);
  const { stdout } = await promisify(execFile)(process.execPath, [file], {
    env: { ...process.env, HOME: folder },
    timeout: 60_000,
  });
  expect(JSON.parse(stdout)).toBe('0.2.0');
});
