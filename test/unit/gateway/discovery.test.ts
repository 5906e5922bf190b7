// biome-ignore-all lint/suspicious/noTemplateCurlyInString: OpenClaw's config spells its variables so.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sentence } from '#core/words/sentence.ts';
import { type Discovery, discover } from '../../../src-main/gateway/discovery.ts';

import { saidOf } from '../../support/said.ts';

/** Self-signed, made for this test. */
const madeCertificate = `-----BEGIN CERTIFICATE-----
MIIBjDCCATOgAwIBAgIUN7QvcGS9+1Yv1dQ4V+64FX71n7wwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQb3BlbmNsYXctZ2F0ZXdheTAgFw0yNjExMjgyMzA5MDZaGA8y
MTI2MTEwNDIzMDkwNlowGzEZMBcGA1UEAwwQb3BlbmNsYXctZ2F0ZXdheTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABH1w4HXa6bJmWZTDk8zkq5K3BmSbiWPVMq0a
F9rOMshgqMyVWoxbfwAMgPfOlpANRJhQAMZgpIfCozJ3aniSttejUzBRMB0GA1Ud
DgQWBBT8vnd38au87CwrGAeSg2wl2hg71DAfBgNVHSMEGDAWgBT8vnd38au87Cwr
GAeSg2wl2hg71DAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIBIX
VsE//9Qb5Vm46ZEqAuA0lcoyDyws2CtQNEF1pAGuAiBZVpTswUZqCOFUGbCwwvpH
3WQjbionpUqr+G1XEsO/4A==
-----END CERTIFICATE-----
`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'peephole-discovery-'));
  mkdirSync(join(home, '.openclaw'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const standard = () => join(home, '.openclaw', 'openclaw.json');

function put(path: string, text: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function look(
  env: Record<string, string> = {},
  rest: { configPath?: string; openclawStateDir?: string; url?: string } = {},
): Discovery {
  return discover({
    configPath: rest.configPath ?? null,
    openclawStateDir: rest.openclawStateDir ?? null,
    url: rest.url ?? null,
    env: { HOME: home, ...env },
  });
}

function putLock(stateDir: string, configPath: string, port: number, pid = process.pid): void {
  const path = join(stateDir, 'tmp', `openclaw-${process.getuid?.() ?? 0}`, 'gateway.state.lock');
  put(path, JSON.stringify({ pid, configPath, stateDir, port }).padEnd(512));
}

describe('where the config is', () => {
  test('the default place, JSON5, port and token', () => {
    put(standard(), '{ /* mine */ gateway: { port: 4711, auth: { token: "secret-1", }, } }');
    expect(look()).toMatchObject({
      place: standard(),
      url: 'ws://127.0.0.1:4711',
      where: 'this-mac',
      secret: { kind: 'token', value: 'secret-1' },
      trouble: null,
      isAbsent: false,
    });
  });

  test('the state directory, then the config path, then the path we are given: the nearest wins', () => {
    const byState = put(join(home, 'state', 'openclaw.json'), '{gateway:{port:1001}}');
    const byPath = put(join(home, 'other', 'my.json'), '{gateway:{port:1002}}');
    const given = put(join(home, 'given.json'), '{gateway:{port:1003}}');
    const env = { OPENCLAW_STATE_DIR: join(home, 'state') };
    expect(look(env)).toMatchObject({ place: byState, url: 'ws://127.0.0.1:1001' });
    const both = { ...env, OPENCLAW_CONFIG_PATH: '~/other/my.json' };
    expect(look(both)).toMatchObject({ place: byPath, url: 'ws://127.0.0.1:1002' });
    expect(look(both, { configPath: given })).toMatchObject({ place: given, url: 'ws://127.0.0.1:1003' });
  });

  test('a profile has a directory of its own', () => {
    const path = put(join(home, '.openclaw-work', 'openclaw.json'), '{gateway:{port:1004}}');
    expect(look({ OPENCLAW_PROFILE: 'work' })).toMatchObject({ place: path, url: 'ws://127.0.0.1:1004' });
  });

  test('no config at all: absent, the default port, and nothing secret', () => {
    expect(look()).toMatchObject({ isAbsent: true, url: 'ws://127.0.0.1:18789', secret: null });
  });
});

describe('reading it', () => {
  test('includes are merged under what includes them, one or several, nested', () => {
    put(join(home, '.openclaw', 'a.json5'), '{ auth: { token: "from-a" }, port: 5001 }');
    put(join(home, '.openclaw', 'sub', 'b.json5'), '{ $include: "c.json5", port: 5002 }');
    put(join(home, '.openclaw', 'sub', 'c.json5'), '{ auth: { token: "from-c" } }');
    put(standard(), '{ gateway: { $include: ["./a.json5", "./sub/b.json5"] } }');
    expect(look()).toMatchObject({ url: 'ws://127.0.0.1:5002', secret: { value: 'from-c' } });
    put(standard(), '{ gateway: { $include: "./a.json5", port: 5003 } }');
    expect(look()).toMatchObject({ url: 'ws://127.0.0.1:5003', secret: { value: 'from-a' } });
  });

  test.each([
    ['outside its directory', '{ $include: "../../outside.json5" }', 'outside its directory'],
    ['outside by a link', '{ $include: "./link.json5" }', 'outside its directory'],
    ['of itself', '{ $include: "./openclaw.json" }', 'includes itself'],
    ['of what is missing', '{ $include: "./missing.json5" }', 'does not exist'],
    ['of what is no file', '{ $include: 7 }', 'not a file'],
    ['that is not JSON5', '{ gateway: ', 'not valid'],
    ['that is a list', '[]', 'holds no settings'],
    ['that nests lists', `{ a: ${'['.repeat(20_000)}${']'.repeat(20_000)} }`, 'too deeply'],
    ['that nests settings', `${'{ a: '.repeat(20_000)}1${'}'.repeat(20_000)}`, 'too deeply'],
  ])('a config %s is said, without its content', (_, text, message) => {
    const outside = put(join(home, 'outside.json5'), '{ gateway: { auth: { token: "stolen" } } }');
    symlinkSync(outside, join(home, '.openclaw', 'link.json5'));
    put(standard(), text);
    const found = look();
    expect(saidOf(found.trouble)).toContain(message);
    expect(found).toMatchObject({ secret: null, isAbsent: false });
  });

  test('files that include others again and again are said, and not all of them read', () => {
    const many = (file: string) => `{ $include: [${`"${file}",`.repeat(100)}] }`;
    put(join(home, '.openclaw', 'a.json5'), many('./b.json5'));
    put(join(home, '.openclaw', 'b.json5'), many('./c.json5'));
    put(join(home, '.openclaw', 'c.json5'), '{ a: [1] }');
    put(standard(), many('./a.json5'));
    expect(saidOf(look().trouble)).toContain('too many files');
  });

  test('files that are too much together are said', () => {
    put(join(home, '.openclaw', 'a.json5'), `{ a: '${'x'.repeat(1_500_000)}' }`);
    put(standard(), '{ $include: ["./a.json5", "./a.json5", "./a.json5"] }');
    expect(saidOf(look().trouble)).toContain('too large');
  });

  test('a setting of the name __proto__ is one like others', () => {
    put(join(home, '.openclaw', 'a.json5'), '{ "__proto__": { gateway: { port: 5001 } } }');
    put(standard(), '{ $include: "./a.json5", "__proto__": { gateway: { port: 5002 } } }');
    expect(look().url).toBe('ws://127.0.0.1:18789');
  });

  test('a pipe in place of one of its files is waited for by nobody', () => {
    const pipe = join(home, '.openclaw', '.env');
    execFileSync('mkfifo', [pipe]);
    put(standard(), '{ gateway: { port: 5001 } }');
    expect(look().url).toBe('ws://127.0.0.1:5001');
    rmSync(standard());
    execFileSync('mkfifo', [standard()]);
    expect(saidOf(look().trouble)).toContain('can’t be read');
  });

  test('a directory in its place is said', () => {
    mkdirSync(standard());
    expect(saidOf(look().trouble)).toContain('can’t be read');
  });
});

describe('the secret', () => {
  const config = (auth: string) => put(standard(), `{ gateway: { auth: ${auth} } }`);

  test('variables come from the environment, then the .env file, then the config itself', () => {
    put(standard(), '{ env: { vars: { T: "from-config" } }, gateway: { auth: { token: "${T}" } } }');
    expect(look().secret?.value).toBe('from-config');
    put(join(home, '.openclaw', '.env'), 'T="from file"\n');
    expect(look().secret?.value).toBe('from file');
    expect(look({ T: 'from-env' }).secret?.value).toBe('from-env');
  });

  test('an escaped variable is a text', () => {
    config('{ token: "a$${T}b" }');
    expect(look({ T: 'x' }).secret?.value).toBe('a${T}b');
  });

  test('a variable that is not set is said, with what to do', () => {
    config('{ token: "${NOT_SET}" }');
    const found = look();
    expect(found.secret).toBeNull();
    expect(saidOf(found.trouble)).toMatch(
      /gateway\.auth\.token refers to a variable.*OPENCLAW_GATEWAY_TOKEN/,
    );
  });

  test('a reference into a store is said, with what to do; one into the environment is read', () => {
    config('{ token: { source: "store", provider: "default", id: "GATEWAY" } }');
    expect(saidOf(look().trouble)).toMatch(/only OpenClaw can read.*OPENCLAW_GATEWAY_TOKEN/);
    expect(look({ OPENCLAW_GATEWAY_TOKEN: 'given' }).secret?.value).toBe('given');
    config('{ token: { source: "env", provider: "default", id: "MY_TOKEN" } }');
    expect(look({ MY_TOKEN: 'mine' })).toMatchObject({
      secret: { kind: 'token', value: 'mine' },
      trouble: null,
    });
  });

  test('password mode prefers the password; no secret at all is said; mode none needs none', () => {
    config('{ mode: "password", token: "t", password: "p" }');
    expect(look().secret).toEqual({ kind: 'password', value: 'p' });
    config('{ token: "t", password: "p" }');
    expect(look().secret).toEqual({ kind: 'token', value: 't' });
    config('{}');
    expect(look().trouble).toEqual(sentence('gateway.no-secret'));
    config('{ mode: "none" }');
    expect(look()).toMatchObject({ secret: null, trouble: null });
  });
});

describe('the address', () => {
  test('the lock file of the running gateway beats the port of the config', () => {
    put(standard(), '{ gateway: { port: 4711 } }');
    putLock(join(home, '.openclaw'), standard(), 4712);
    expect(look({ OPENCLAW_GATEWAY_PORT: '4713' }).url).toBe('ws://127.0.0.1:4712');
  });

  test('also when the state directory is not the one of the config', () => {
    const path = put(join(home, 'elsewhere', 'my.json'), '{}');
    putLock(join(home, '.openclaw'), path, 4712);
    expect(look({ OPENCLAW_CONFIG_PATH: path }).url).toBe('ws://127.0.0.1:4712');
  });

  test('a lock that is stale, of another config, or of another form is ignored', () => {
    put(standard(), '{ gateway: { port: 4711 } }');
    putLock(join(home, '.openclaw'), standard(), 4712, 2 ** 22 - 3);
    expect(look().url).toBe('ws://127.0.0.1:4711');
    putLock(join(home, '.openclaw'), join(home, 'other.json'), 4712);
    expect(look().url).toBe('ws://127.0.0.1:4711');
    put(
      join(home, '.openclaw', 'tmp', `openclaw-${process.getuid?.() ?? 0}`, 'gateway.state.lock'),
      '{"pid":',
    );
    expect(look().url).toBe('ws://127.0.0.1:4711');
  });

  test.each([
    ['ws://localhost:9/', 'this-mac', 'ws://localhost:9'],
    ['http://127.0.0.1:9', 'this-mac', 'ws://127.0.0.1:9'],
    ['ws://[::1]:9', 'this-mac', 'ws://[::1]:9'],
    ['wss://me:secret@127.8.8.8:9/path?token=secret', 'this-mac', 'wss://127.8.8.8:9'],
    ['ws://192.0.2.7:9', 'elsewhere', 'ws://192.0.2.7:9'],
    ['ws://127.0.0.1.example.com:9', 'elsewhere', 'ws://127.0.0.1.example.com:9'],
    ['ftp://127.0.0.1', 'elsewhere', ''],
    ['nonsense', 'elsewhere', ''],
  ])('%s is on %s', (url, where, shown) => {
    expect(look({}, { url })).toMatchObject({ where, url: shown });
  });

  test('a gateway of remote mode is where it says; TLS changes the scheme', () => {
    put(standard(), '{ gateway: { mode: "remote", remote: { url: "wss://mac.example.com:1" } } }');
    expect(look()).toMatchObject({ where: 'remote', url: 'wss://mac.example.com:1' });
    put(standard(), '{ gateway: { port: 4711, tls: { enabled: true } } }');
    expect(look()).toMatchObject({ where: 'this-mac', url: 'wss://127.0.0.1:4711', tlsFingerprint: null });
  });

  test.each([
    [
      'a tunnel that ends on loopback',
      '{ gateway: { mode: "remote", remote: { url: "ws://127.0.0.1:28789" } } }',
    ],
    ['no address of its own', '{ gateway: { mode: "remote" } }'],
    [
      'spelled with a variable',
      '{ gateway: { mode: "remote", remote: { url: "ws://localhost:${TUNNEL}" } } }',
    ],
  ])('a gateway of remote mode is another machine’s, also with %s', (_, config) => {
    put(standard(), config);
    expect(look({ TUNNEL: '4711' }).where).toBe('remote');
    // … also when somebody names its address, or a gateway of this config is running all the same.
    expect(look({}, { url: 'ws://127.0.0.1:4711' }).where).toBe('remote');
    putLock(join(home, '.openclaw'), standard(), 4711);
    expect(look().where).toBe('remote');
  });

  test('the certificate of a gateway is found beside its state, whichever was named', () => {
    const config = put(join(home, 'profile', 'openclaw.json'), '{ gateway: { tls: { enabled: true } } }');
    const certificate = join(home, 'profile', 'gateway', 'tls', 'gateway-cert.pem');
    put(certificate, madeCertificate);
    expect(look({}, { configPath: config }).tlsFingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  test('a state directory that is named is the only one', () => {
    const dir = join(home, 'elsewhere');
    putLock(dir, standard(), 4711);
    put(standard(), '{}');
    expect(look({}, { openclawStateDir: dir, configPath: standard() })).toMatchObject({
      stateDirs: [dir],
      lock: { pid: process.pid, port: 4711, stateDir: dir },
      url: 'ws://127.0.0.1:4711',
    });
    expect(look().lock).toBeNull();
  });

  test('who is let in only through a trusted proxy is told what helps', () => {
    put(standard(), '{ gateway: { auth: { mode: "trusted-proxy" } } }');
    expect(look()).toMatchObject({ secret: null, trouble: sentence('gateway.trusted-proxy') });
    put(standard(), '{ gateway: { auth: { mode: "trusted-proxy", password: "p" } } }');
    expect(look().secret).toEqual({ kind: 'password', value: 'p' });
  });
});
