import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Gateway, GatewayConnection, GatewayConnectionState } from '#core/ports/gateway.ts';
import { GatewayPlace } from '../../../src-main/gateway/gateway-place.ts';
import { shortMemory } from '../../../src-main/gateway/known-install.ts';
import { openGateway } from '../../../src-main/gateway/open-gateway.ts';
import { systemClock } from '../../../src-main/platform/system-clock.ts';
import { whoListens } from '../../../src-main/platform/who-listens.ts';
import { waitFor } from '../../support/wait.ts';
import { openWire, type WireGateway } from './gateway-wire.ts';

let home: string;
const wires: WireGateway[] = [];
const gateways: Gateway[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'peephole-place-'));
  mkdirSync(ours());
});
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.stop();
  for (const wire of wires.splice(0)) await wire.close();
  rmSync(home, { recursive: true, force: true });
});

const ours = (): string => join(home, 'peephole');

/** An OpenClaw config in a folder of the made home. */
function openclaw(folder: string, port = 1): string {
  mkdirSync(join(home, folder), { recursive: true });
  const path = join(home, folder, 'openclaw.json');
  writeFileSync(path, JSON.stringify({ gateway: { port, auth: { token: `secret-of-${folder}` } } }));
  return path;
}

type Env = Readonly<Record<string, string>>;
function place(env: Env = {}, configPath: string | null = null): GatewayPlace {
  return new GatewayPlace({ configPath, url: null, env: { HOME: home, ...env } }, ours());
}
const looksAt = (one: GatewayPlace): string => one.discover().configPath;

describe('where OpenClaw is looked for', () => {
  test('where it was found first, also by a start that has no environment', () => {
    const standard = openclaw('.openclaw');
    const work = openclaw('.openclaw-work');
    const first = place({ OPENCLAW_PROFILE: 'work' });
    expect(looksAt(first)).toBe(work);
    expect(looksAt(place())).toBe(standard);
    first.found(work, join(home, '.openclaw-work'));
    expect(place().discover()).toMatchObject({ configPath: work, stateDirs: [join(home, '.openclaw-work')] });
  });

  test('the state folder of the first start is remembered with it', () => {
    const config = openclaw('elsewhere');
    place({ OPENCLAW_CONFIG_PATH: config }).found(config, join(home, 'state'));
    expect(place().discover().stateDirs).toEqual([join(home, 'state')]);
  });

  test('an OpenClaw that is no longer there is looked for where OpenClaw itself would', () => {
    const work = openclaw('.openclaw-work');
    place({ OPENCLAW_PROFILE: 'work' }).found(work, join(home, '.openclaw-work'));
    rmSync(work);
    expect(looksAt(place())).toBe(openclaw('.openclaw'));
  });

  test.each<[string, Env]>([
    ['OPENCLAW_PROFILE', { OPENCLAW_PROFILE: 'named' }],
    ['OPENCLAW_STATE_DIR', { OPENCLAW_STATE_DIR: '~/.openclaw-named' }],
    ['OPENCLAW_CONFIG_PATH', { OPENCLAW_CONFIG_PATH: '~/.openclaw-named/openclaw.json' }],
  ])('%s of the environment is said later than what was found before', (_name, env) => {
    const named = openclaw('.openclaw-named');
    const work = openclaw('.openclaw-work');
    place().found(work, join(home, '.openclaw-work'));
    expect(looksAt(place(env))).toBe(named);
  });

  test('the owner’s choice goes before all of these, over restarts; the command line before that', () => {
    const chosen = openclaw('chosen');
    const work = openclaw('.openclaw-work');
    const given = openclaw('given');
    const first = place({ OPENCLAW_PROFILE: 'work' });
    first.found(work, join(home, '.openclaw-work'));
    first.choose(chosen);
    expect(looksAt(first)).toBe(chosen);
    expect(looksAt(place())).toBe(chosen);
    expect(looksAt(place({ OPENCLAW_PROFILE: 'work' }))).toBe(chosen);
    expect(looksAt(place({}, given))).toBe(given);
  });

  test('what is chosen now is said later than the command line of this start', () => {
    const given = place({}, openclaw('given'));
    const chosen = openclaw('chosen');
    given.choose(chosen);
    expect(looksAt(given)).toBe(chosen);
  });

  test('what is no file is refused, and changes nothing', () => {
    const standard = openclaw('.openclaw');
    const one = place();
    for (const path of [join(home, 'nothing.json'), home, 'openclaw.json', '']) {
      expect(() => one.choose(path), path).toThrow(expect.objectContaining({ code: 'usage' }));
    }
    expect(looksAt(one)).toBe(standard);
  });

  test.each(['', '{', '[]', 'null', '{"chosen":5,"found":{"configPath":7}}', '{"found":"/x"}'])(
    'a damaged file (%j) says nothing',
    (text) => {
      const standard = openclaw('.openclaw');
      writeFileSync(join(ours(), 'gateway-place.json'), text);
      expect(looksAt(place())).toBe(standard);
    },
  );

  test('one half that can’t be read leaves the other', () => {
    const chosen = openclaw('chosen');
    writeFileSync(join(ours(), 'gateway-place.json'), JSON.stringify({ chosen, found: 'x' }));
    expect(looksAt(place())).toBe(chosen);
  });

  test('the file is the owner’s alone', () => {
    place().choose(openclaw('chosen'));
    expect(statSync(join(ours(), 'gateway-place.json')).mode & 0o777).toBe(0o600);
  });
});

describe('the connection', () => {
  const memory = shortMemory();

  async function wire(folder: string): Promise<WireGateway> {
    const one = await openWire(0);
    wires.push(one);
    one.place = { configPath: openclaw(folder, one.port), stateDir: join(home, folder) };
    return one;
  }

  function start(env: Env = {}) {
    const seen: GatewayConnection[] = [];
    const gateway = openGateway({
      stateDir: ours(),
      env: { HOME: home, ...env },
      clock: systemClock,
      whoListens,
      memory,
      version: '0.1.0',
    });
    gateways.push(gateway);
    gateway.start((event) => {
      if (event.type === 'connection') seen.push(event.connection);
    });
    const until = (state: GatewayConnectionState, from = 0) =>
      waitFor(`the state ${state}`, () => seen.slice(from).find((one) => one.state === state));
    return { gateway, seen, until };
  }

  test('is found again without an environment, with our own key; another is chosen in place of one that works', async () => {
    const standard = await wire('.openclaw');
    const work = await wire('.openclaw-work');
    const terminal = start({ OPENCLAW_PROFILE: 'work' });
    await terminal.until('connected');
    await terminal.gateway.stop();

    const finder = start();
    expect((await finder.until('connected')).url).toBe(work.url);
    expect(standard.attempts).toBe(0);
    const auth = work.requests.filter(({ method }) => method === 'connect').at(-1)?.params.auth;
    expect(JSON.stringify(auth)).not.toContain('secret-of');

    const from = finder.seen.length;
    finder.gateway.connectAnew(standard.place?.configPath ?? null);
    expect((await finder.until('connected', from)).url).toBe(standard.url);
    // Nothing was believed of the one that was left.
    expect(finder.seen.slice(from).map(({ state }) => state)).toEqual(['connecting', 'connected']);
    expect(JSON.parse(readFileSync(join(ours(), 'gateway-place.json'), 'utf8'))).toEqual({
      chosen: standard.place?.configPath,
      found: { configPath: standard.place?.configPath, stateDir: join(home, '.openclaw') },
    });
  });

  test('a path that a gateway names is kept nowhere', async () => {
    const liar = await wire('.openclaw');
    liar.place = { configPath: join(home, 'named', 'openclaw.json'), stateDir: join(home, 'named') };
    openclaw('named');
    const { until } = start();
    await until('another');
    expect(() => statSync(join(ours(), 'gateway-place.json'))).toThrow('ENOENT');
  });
});
