import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { macService, serviceCommand } from '../../../src-main/cli/commands/service.ts';
import { agentPlist } from '../../../src-main/service/agent-plist.ts';
import { Service } from '../../../src-main/service/service.ts';
import { FakeLaunchd } from '../../support/fake-launchd.ts';

const plist = createRequire(import.meta.resolve('electron-builder'))('plist') as {
  parse(text: string): unknown;
};

let home: string;
let launchd: FakeLaunchd;
let service: Service;
const agent = (log = join(home, 'Library', 'Logs', 'Peephole', 'service.log')) => ({
  program: ['/Applications/Peephole.app/Contents/MacOS/Peephole', 'serve'] as const,
  errorFile: log,
  environment: { OPENCLAW_PROFILE: 'work' },
});

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'peephole-service-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  launchd = new FakeLaunchd();
  service = new Service({
    home,
    uid: 501,
    launchctl: launchd.launchctl,
    pause: async () => launchd.settle(),
  });
});

describe('the property list', () => {
  test('is XML whatever a path holds, and gives back what was put in', () => {
    const odd = `/Users/a & b/<x>/"q" 'e' ünï/Peephole`;
    const text = agentPlist({ program: [odd, '--state-dir=/tmp/]]>&amp;'], errorFile: odd, environment: {} });
    // electron-builder's own parser of property lists.
    expect(plist.parse(text)).toEqual({
      Label: 'app.peephole.service',
      ProgramArguments: [odd, '--state-dir=/tmp/]]>&amp;'],
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      LimitLoadToSessionType: ['Aqua', 'Background'],
      EnvironmentVariables: {},
      StandardOutPath: '/dev/null',
      StandardErrorPath: odd,
      Umask: 0o77,
    });
  });

  test.each(['\u0000', '\u001b', '\ufffe', '\ud800'])('refuses %j, which none can hold', (sign) => {
    expect(() => agentPlist({ program: [`/x${sign}`], errorFile: '/l', environment: {} })).toThrow();
    expect(() => agentPlist({ program: ['/x'], errorFile: '/l', environment: { A: sign } })).toThrow();
  });
});

describe('the service', () => {
  test('is installed, runs, and is gone again', async () => {
    expect(service.state()).toEqual({ installed: false, loaded: false, pid: null, lastExit: null });
    await service.install(agent());
    expect(service.state()).toMatchObject({ installed: true, loaded: true, pid: expect.any(Number) });
    expect(statSync(service.file).mode & 0o777).toBe(0o600);
    expect(await service.uninstall()).toBe(true);
    expect(service.state()).toMatchObject({ installed: false, loaded: false });
    expect(existsSync(service.file)).toBe(false);
    expect(await service.uninstall()).toBe(false);
  });

  test('installed again it is replaced, though launchd takes a while to let the first one go', async () => {
    await service.install(agent());
    launchd.slowlyGone = 3;
    await service.install({ ...agent(), environment: { OPENCLAW_PROFILE: 'home' } });
    expect(readFileSync(service.file, 'utf8')).toContain('<string>home</string>');
    expect(launchd.loaded).toEqual(['gui/501/app.peephole.service']);
  });

  test('without a screen it goes into the session that there is', async () => {
    launchd.hasScreen = false;
    await service.install(agent());
    expect(launchd.loaded).toEqual(['user/501/app.peephole.service']);
    expect(service.state().loaded).toBe(true);
    await service.uninstall();
    expect(launchd.loaded).toEqual([]);
  });

  test('what launchd takes nowhere is said with its own words, and leaves nothing behind', async () => {
    launchd.refusesAll = true;
    await expect(service.install(agent())).rejects.toMatchObject({
      code: 'state-unusable',
      message: expect.stringContaining('Bootstrap failed: 5'),
    });
    expect(existsSync(service.file)).toBe(false);
  });

  test('one that ended says how', async () => {
    await service.install(agent());
    launchd.end(78);
    expect(service.state()).toEqual({ installed: true, loaded: true, pid: null, lastExit: 78 });
  });
});

test('elsewhere than on a Mac it is said what to do instead', () => {
  expect(() => macService('linux')).toThrow(expect.objectContaining({ code: 'usage' }));
  expect(() => macService('linux')).toThrow('peephole serve');
  expect(serviceCommand.minOperands).toBe(1);
});
