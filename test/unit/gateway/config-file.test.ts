import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ConfigUnreadable, readConfigFile } from '../../../src-main/gateway/config-file.ts';

/** A config with this text, removed when the running test ends. */
function configOf(text: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-config-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const path = join(dir, 'openclaw.json');
  writeFileSync(path, text);
  return path;
}

/** Whatever is printed from here on, by way of the console or past it. */
function listen(): readonly unknown[] {
  const said: unknown[] = [];
  const methods = ['log', 'info', 'debug', 'warn', 'error', 'trace'] as const;
  const spies = [
    ...methods.map((method) => vi.spyOn(console, method).mockImplementation((...args) => said.push(...args))),
    ...[process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((text) => said.push(text) > 0),
    ),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return said;
}

test('reading a config prints nothing, whatever stands in it', () => {
  const odd = configOf('{ channels: { imessage: { note: "a secret\u2028and another\u2029end" } } }');
  const broken = configOf('{ "token": "a secret\u2028", nonsense');
  const said = listen();
  const { warn } = console;
  expect(readConfigFile(odd)).toEqual({
    channels: { imessage: { note: 'a secret\u2028and another\u2029end' } },
  });
  expect(() => readConfigFile(broken)).toThrow(ConfigUnreadable);
  expect(said).toEqual([]);
  // The console is what it was: others may warn.
  expect(console.warn).toBe(warn);
});
