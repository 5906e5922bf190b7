import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { linkFragment, pageProtocol, spellOffer } from '#contract/page-secret.ts';
import { builtWindowDir } from '../../src-main/platform/project-root.ts';
import { type Live, startLive } from '../browser/live.ts';
import { pageSecret } from '../support/browser-surface.ts';
import { type Canary, found, processPlaces, secretsIn, statePlaces } from '../support/canaries.ts';
import { someone } from '../support/main-job.ts';
import { peepholeArgs, startPeephole } from '../support/peephole.ts';
import { waitFor } from '../support/wait.ts';

const written = 'A canary of a stranger: kept from every log.';
const stranger = someone(1);
const codeBringer = someone(2);

let live: Live;
let dir: string;
/** Of the gateway, the device, the install, the link, the page and an invite. */
let secrets: readonly Canary[];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'peephole-canaries-'));
  live = await startLive();
  const { peephole } = live;
  live.knock(stranger, written);
  await waitFor('them to be listed', () => live.sender(stranger));
  const token = new URL(peephole.web ?? '').hash.replace(linkFragment, '');
  secrets = [
    ...secretsIn(peephole.stateDir, live.gateway.configPath),
    { what: 'the link’s token', text: token },
    { what: 'the page’s secret', text: pageSecret() },
  ];
});
afterAll(async () => {
  // What its log, answers and state directory hold is looked through as it ends.
  await live?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const textOf = (what: string): string => secrets.find((one) => one.what === what)?.text ?? '';

test('a canary is found in every spelling, wherever it stands', () => {
  const canary = { what: 'it', text: 'a secret "of ours" ünd' };
  const bytes = Buffer.from(canary.text);
  const places = {
    plain: `x${canary.text}x`,
    json: JSON.stringify({ x: canary.text }),
    address: encodeURIComponent(canary.text),
    base64: bytes.toString('base64'),
    base64url: bytes.toString('base64url'),
    hex: bytes.toString('hex'),
    none: 'a secret of ours',
  };
  expect(found([canary], places)).toEqual(
    ['plain', 'json', 'address', 'base64', 'base64url', 'hex'].map((place) => `it in ${place}`),
  );
});

test('the secrets are there to be looked for', () => {
  const names = [...new Set(secrets.map(({ what }) => what))];
  expect(names).toEqual([
    'the gateway’s shared token',
    'the device token',
    'the device key',
    'the install key',
    'the link’s token',
    'the page’s secret',
  ]);
  expect(secrets.filter(({ text }) => text.length < 32)).toEqual([]);
  if (process.platform !== 'linux') return;
  expect(Object.keys(processPlaces(live.peephole.pid))).toEqual([
    '/proc/serve/cmdline',
    '/proc/serve/environ',
  ]);
});

test('the page and its program hold none, and the owner’s page is told what was written and no secret', async () => {
  const { origin, host } = new URL(live.peephole.web ?? '');
  const files = readdirSync(builtWindowDir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.\w+$/.test(name),
  );
  expect(files.length).toBeGreaterThan(5);
  const served = await Promise.all(
    ['', ...files].map(async (name) => {
      const answer = await fetch(`${origin}/${name}`);
      return [`/${name}`, `${JSON.stringify([...answer.headers])}${await answer.text()}`] as const;
    }),
  );
  const all = [...secrets, { what: 'what somebody wrote', text: written }];
  expect(found(all, Object.fromEntries(served))).toEqual([]);

  const offer = spellOffer({
    kind: 'claim',
    token: textOf('the link’s token'),
    secret: textOf('the page’s secret'),
  });
  const socket = new WebSocket(`ws://${host}/bridge`, [pageProtocol, offer], { headers: { origin } });
  let told = '';
  socket.on('message', (data) => {
    told += String(data);
  });
  await once(socket, 'open');
  for (const [id, command] of ['subscribe', 'list', 'status', 'settings'].entries())
    socket.send(JSON.stringify({ id, command, input: {} }));
  await waitFor('the page to be told', () => told.includes(written), 20_000);
  socket.terminate();
  expect(found(secrets, { 'what the page is told': told })).toEqual([]);
});

test('no verdict, question, export or check lets one out', async () => {
  const { peephole, socket } = live;
  const { json } = await peephole.run('invite');
  const code = String((json.invite as unknown as { readonly code: string }).code);
  live.knock(codeBringer, `This is the code that you gave me: ${code}`);
  await waitFor('the code to be brought', async () => (await live.sender(codeBringer))?.bringsInvite);

  const lines = [
    ['approve', stranger, '--for', '1h', '--wait'],
    ['block', stranger, '--wait'],
    ['channel', 'off', '--wait'],
    ['doctor', '--openclaw-config', live.gateway.configPath],
  ];
  for (const line of lines) expect([line, (await peephole.run(...line)).code]).toEqual([line, 0]);
  await socket.call('verdict', { verdict: 'undo', handle: stranger, source: 'cli' });
  await socket.call('verdict', { verdict: 'revoke', handle: stranger, source: 'cli' });
  await socket.call('verdict', { verdict: 'ignore', handle: codeBringer, source: 'cli' });
  await socket.call('channel', { on: true });
  for (const command of [
    'status',
    'list',
    'history',
    'invites',
    'receipt',
    'exposure',
    'leaks',
    'settings',
    'silence',
  ] as const)
    await socket.call(command, command === 'silence' ? { action: 'show' } : {}).then((answer) => {
      const others = [...secrets, { what: 'the invite’s code', text: code }];
      // Whoever lists what people wrote lists what they wrote.
      const hidden =
        command === 'list' ? secrets : [...others, { what: 'what somebody wrote', text: written }];
      expect(found(hidden, { [command]: JSON.stringify(answer) })).toEqual([]);
    });

  const file = join(dir, 'export.jsonl');
  expect(await peephole.run('export', file)).toMatchObject({ code: 0 });
  const all = [
    ...secrets,
    { what: 'the invite’s code', text: code },
    { what: 'what somebody wrote', text: written },
  ];
  const places = {
    export: readFileSync(file),
    log: peephole.log(),
    ...statePlaces(peephole.stateDir),
    ...processPlaces(peephole.pid),
  };
  expect(Object.keys(places)).toContain('ledger.sqlite');
  expect(found(all, places)).toEqual([]);
});

test('every suite that starts one fails by what it leaves lying about', async () => {
  const peephole = await startPeephole({
    messagesDb: join(dir, 'none.db'),
    openclawConfig: live.gateway.configPath,
    gatewayUrl: 'ws://127.0.0.1:9',
  });
  const note = join(peephole.stateDir, 'note');
  writeFileSync(note, textOf('the gateway’s shared token'));
  chmodSync(note, 0o644);
  await expect(peephole.stop()).rejects.toThrow(
    'Where it does not belong: the gateway’s shared token in note; note is open to others',
  );
});

describe('a crash', () => {
  test.each([
    ['thrown', 'throw error'],
    ['rejected', 'void Promise.reject(error)'],
  ])('by an error that quotes them all prints its place and none of them: %s', async (_name, how) => {
    const quoted = [...secrets.map(({ text }) => text), written].join(' ');
    const message = join(dir, 'message');
    writeFileSync(message, quoted);
    const program = join(dir, 'crash.mjs');
    writeFileSync(
      program,
      `import { readFileSync } from 'node:fs';
const error = new TypeError(readFileSync(${JSON.stringify(message)}, 'utf8'), { cause: new Error(readFileSync(${JSON.stringify(message)}, 'utf8')) });
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (...given) => { if (String(given[0]).includes('"ready":true')) setTimeout(() => { ${how}; }, 50); return write(...given); };
`,
    );
    const places = ['--messages-db', join(dir, 'none.db'), '--openclaw-config', join(dir, 'none.json')];
    const args = [
      '--import',
      program,
      ...peepholeArgs,
      'serve',
      '--state-dir',
      join(dir, 'state'),
      ...places,
    ];
    const ended = await new Promise<{ code: unknown; text: string }>((resolve) => {
      execFile(process.execPath, args, (error, stdout, stderr) =>
        resolve({ code: error?.code, text: stdout + stderr }),
      );
    });
    expect(ended).toMatchObject({ code: 1, text: expect.stringMatching(/^TypeError\n +at /m) });
    expect(
      found([...secrets, { what: 'what somebody wrote', text: written }], { output: ended.text }),
    ).toEqual([]);
  });
});
