import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { usedEvents, usedMembers, usedOptions, usedStatics } from '../fakes/electron/used.ts';

const root = join(import.meta.dirname, '..', '..');
const electronDir = join(root, 'node_modules', 'electron');
const typings = readFileSync(join(electronDir, 'electron.d.ts'), 'utf8');

/** The lines of a class or interface of the namespace. */
function bodyOf(name: string): string {
  const start = typings.search(new RegExp(`^ {2}(?:class|interface) ${name}(?: extends [\\w.]+)? \\{$`, 'm'));
  if (start < 0) throw new Error(`Electron has no ${name}`);
  return typings.slice(start, typings.indexOf('\n  }\n', start));
}

interface Declared {
  readonly platforms: readonly string[] | null;
  readonly deprecated: boolean;
}

/** Every declaration of a member, with what its comment says. */
function declarations(body: string, declaration: RegExp): readonly Declared[] {
  const lines = body.split('\n');
  return lines.flatMap((line, index) => {
    if (!declaration.test(line)) return [];
    let comment = '';
    if (lines[index - 1]?.trim() === '*/') {
      const start = lines.findLastIndex((text, at) => at < index && text.trim() === '/**');
      comment = lines.slice(start, index).join('\n');
    }
    const platforms = /@platform ([\w,]+)/.exec(comment)?.[1]?.split(',') ?? null;
    return [{ platforms, deprecated: comment.includes('@deprecated') }];
  });
}

/** Some declaration of it works on macOS and is not deprecated; all overloads that differ are one member. */
function expectUsable(found: readonly Declared[], what: string): void {
  expect(found.length, `${what} exists`).toBeGreaterThan(0);
  const usable = found.filter(
    ({ platforms, deprecated }) => !deprecated && (platforms === null || platforms.includes('darwin')),
  );
  expect(usable.length, `${what} works on macOS and is not deprecated`).toBeGreaterThan(0);
}

const pairs = (table: Readonly<Record<string, readonly string[]>>): readonly (readonly [string, string])[] =>
  Object.entries(table).flatMap(([type, names]) => names.map((name) => [type, name] as const));

/** Inherited from Node's EventEmitter, which Electron's typings do not repeat. */
const ofEmitter = new Set(['removeAllListeners', 'removeListener', 'on']);

/** Members of BrowserWindow that its base has. */
const bases: Readonly<Record<string, string>> = { BrowserWindow: 'BaseWindow' };

describe('what Peephole uses of Electron', () => {
  test.each(pairs(usedMembers).filter(([, name]) => !ofEmitter.has(name)))('%s.%s', (type, name) => {
    const declaration = new RegExp(`^ {4}(?:readonly )?${name}\\??[(:<]`);
    const own = declarations(bodyOf(type), declaration);
    const base = bases[type];
    expectUsable(own.length > 0 || !base ? own : declarations(bodyOf(base), declaration), `${type}.${name}`);
  });

  test.each(pairs(usedStatics))('%s.%s, static', (type, name) => {
    expectUsable(declarations(bodyOf(type), new RegExp(`^ {4}static ${name}\\(`)), `${type}.${name}`);
  });

  test.each(pairs(usedEvents))('%s emits %s', (type, name) => {
    expectUsable(declarations(bodyOf(type), new RegExp(`^ {4}on\\(event: '${name}'`)), `${type} ${name}`);
  });

  test.each(pairs(usedOptions))('%s has %s', (type, name) => {
    expectUsable(
      declarations(bodyOf(type), new RegExp(`^ {4}(?:readonly )?${name}\\??:`)),
      `${type}.${name}`,
    );
  });

  test('a member that is not there, for another system, or deprecated is found', () => {
    expect(() => expectUsable(declarations(bodyOf('Tray'), /^ {4}setBadge\(/), 'x')).toThrow();
    expect(() => expectUsable(declarations(bodyOf('Tray'), /^ {4}displayBalloon\(/), 'x')).toThrow();
    expect(() =>
      expectUsable(declarations(bodyOf('Protocol'), /^ {4}registerFileProtocol\(/), 'x'),
    ).toThrow();
  });

  test('has no way to name the icon for VoiceOver but its tool tip and its title', () => {
    // As soon as there is one, it is to be used (MAC-3.3).
    const members = [...bodyOf('Tray').matchAll(/^ {4}(\w+)\(/gm)].map(([, name = '']) => name);
    expect(members).toEqual(expect.arrayContaining(['setToolTip', 'setTitle']));
    expect(members.filter((name) => /access|label|descri|name|spoken|voice/i.test(name))).toEqual([]);
  });

  test('the kinds of login item, idle state and notification action are still spelled so', () => {
    expect(bodyOf('LoginItemSettings')).toContain(
      "('not-registered' | 'enabled' | 'requires-approval' | 'not-found')",
    );
    expect(typings).toContain("getSystemIdleState(idleThreshold: number): ('active' | 'idle' | 'locked'");
    expect(bodyOf('NotificationAction')).toMatch(/type: \('button' \|/);
  });

  test('these are the typings of the Electron that is packaged', () => {
    const installed = JSON.parse(readFileSync(join(electronDir, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(installed.version).toBe(manifest.devDependencies.electron);
  });

  test('every named import of electron is one the fakes have, and nobody else imports it', async () => {
    const fakes = await import('../fakes/electron/index.ts');
    const sources = globSync('src-main/**/*.ts', { cwd: root });
    const imports = sources.flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const found = [...text.matchAll(/^import (type )?\{([^}]*)\} from 'electron';$/gm)];
      expect(text.includes("from 'electron'"), file).toBe(found.length > 0);
      return found.map(([, type, names = '']) => ({ file, isType: type !== undefined, names }));
    });
    expect(imports.length).toBeGreaterThan(8);
    for (const { file, isType, names } of imports) {
      expect(file).toMatch(/^src-main\/(?:electron\.ts|surfaces\/electron\/)/);
      const values = names.split(',').map((name) => name.trim());
      for (const name of values) {
        if (name !== '' && !isType && !name.startsWith('type ')) expect(fakes).toHaveProperty(name);
      }
    }
  });
});
