import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { makeGuard } from '#core/guard.ts';
import { OpenClawFiles } from '../../../src-main/gateway/openclaw-files.ts';
import { PairingStore } from '../../../src-main/gateway/pairing-store.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import { temporaryStateDir } from '../../support/ledger.ts';

const guard = makeGuard((error) => {
  throw error;
});

/** A change is looked at when the file is written, wherever the setting stands (RULE-6.24). */
describe('OpenClaw’s config files', () => {
  let dir: string;
  let clock: FakeClock;
  let said: number;
  let files: OpenClawFiles;
  const at = (name: string) => join(dir, name);
  const write = (name: string, value: unknown) => writeFileSync(at(name), JSON.stringify(value));
  /** A second, in which the system has time to tell of something. */
  async function looked(times = 1): Promise<number> {
    for (let time = 0; time < times; time += 1) {
      await clock.pass(1_000);
      await delay(30);
    }
    return said;
  }

  async function noticed(): Promise<void> {
    for (let times = 0; times < 20 && said === 0; times += 1) await looked();
    expect(said).toBeGreaterThan(0);
  }

  beforeEach(() => {
    dir = temporaryStateDir();
    clock = fakeClock(0);
    said = 0;
    files = new OpenClawFiles(clock, guard, new PairingStore(Date.now), () => {
      said += 1;
    });
    mkdirSync(at('more'));
    write('more/lists.json5', { allowFrom: ['+12125550100'] });
    write('channels.json5', { imessage: { $include: './more/lists.json5' } });
    write('openclaw.json', { channels: { $include: './channels.json5' } });
    files.watch({ configPath: at('openclaw.json'), stateDir: dir, env: {} });
  });

  test.each([
    ['openclaw.json', { channels: { $include: './channels.json5' }, session: {} }],
    ['channels.json5', { imessage: { dmPolicy: 'open', allowFrom: ['*'] } }],
    ['more/lists.json5', { allowFrom: ['*'] }],
  ])('%s: said, and again until the gateway has seen it too', async (name, value) => {
    expect(await looked(3)).toBe(0);
    write(name, value);
    await noticed();
    expect(await looked(5)).toBe(6);
    expect(await looked(3)).toBe(6);
  });

  test('one that is put in its place, of the same length and age', async () => {
    write('new.json5', { allowFrom: ['+12125550101'] });
    renameSync(at('new.json5'), at('more/lists.json5'));
    await noticed();
  });

  test('a link that leads elsewhere', async () => {
    write('a.json5', { imessage: {} });
    write('b.json5', { imessage: {} });
    rmSync(at('channels.json5'));
    symlinkSync('a.json5', at('channels.json5'));
    await looked(6);
    said = 0;
    rmSync(at('channels.json5'));
    symlinkSync('b.json5', at('channels.json5'));
    await noticed();
  });

  test('a file that is included only now', async () => {
    write('fresh.json5', { allowFrom: [] });
    write('channels.json5', { imessage: { $include: './fresh.json5' } });
    await looked(6);
    said = 0;
    write('fresh.json5', { allowFrom: ['*', '*'] });
    await noticed();
  });

  test('one that is not valid for a while, and the files that it named', async () => {
    writeFileSync(at('openclaw.json'), '{ "channels": ');
    await noticed();
    await looked(6);
    said = 0;
    write('more/lists.json5', { allowFrom: ['*', '+12125550100'] });
    await noticed();
  });

  test('one that goes and comes back', async () => {
    rmSync(at('more/lists.json5'));
    await noticed();
    await looked(6);
    said = 0;
    write('more/lists.json5', { allowFrom: ['+12125550100'] });
    await noticed();
  });

  test('the system’s own word is not waited for longer than it takes', async () => {
    await looked();
    write('more/lists.json5', { allowFrom: ['*', '+12125550100'] });
    // Well before the next look by the clock.
    for (let tries = 0; tries < 80 && said === 0; tries += 1) {
      await delay(25);
      await clock.pass(10);
    }
    expect(said).toBe(1);
  });

  test('nor where a link leads into another folder', async () => {
    mkdirSync(at('elsewhere'));
    write('elsewhere/linked.json5', { imessage: {} });
    rmSync(at('channels.json5'));
    symlinkSync('elsewhere/linked.json5', at('channels.json5'));
    await looked(6);
    said = 0;
    write('elsewhere/linked.json5', { imessage: { dmPolicy: 'open' } });
    for (let tries = 0; tries < 80 && said === 0; tries += 1) {
      await delay(25);
      await clock.pass(10);
    }
    expect(said).toBe(1);
  });

  test('a folder of which the system can’t tell is looked into every second', async () => {
    write('channels.json5', { imessage: { $include: './late/r/lists.json5' } });
    await looked(6);
    mkdirSync(at('late'));
    await looked(2);
    said = 0;
    mkdirSync(at('late/r'));
    write('late/r/lists.json5', { allowFrom: ['*'] });
    await clock.pass(1_000);
    expect(said).toBeGreaterThan(0);
  });

  test('nothing is said once nobody watches', async () => {
    files.stop();
    write('openclaw.json', {});
    expect(await looked(3)).toBe(0);
  });
});
