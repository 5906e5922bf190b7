import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { isOpenClawText } from '#core/leak/openclaw-texts.ts';
import { handleKey, stripFilterSuffix } from '#core/message/handle.ts';
import { maskCodes } from '#core/message/text.ts';
import { installOpenclaw, type OpenclawInstall } from '../support/install-openclaw.ts';

/** What core knows of OpenClaw by heart, held against the installed package itself. */

let install: OpenclawInstall;
beforeAll(async () => {
  install = await installOpenclaw();
});

/** The one file in a directory whose name begins so: builds carry a hash in it. */
function built(directory: string, begin: string): string {
  const name = readdirSync(directory).find((file) => new RegExp(`^${begin}[\\w-]{8}\\.mjs$`).test(file));
  if (name === undefined) throw new Error(`No ${begin}*.mjs in ${directory}: did OpenClaw's build change?`);
  return join(directory, name);
}

async function exported(file: string, name: string): Promise<(...input: never[]) => unknown> {
  const all: Readonly<Record<string, unknown>> = await import(pathToFileURL(file).href);
  const found = Object.values(all).find((value) => typeof value === 'function' && value.name === name);
  if (typeof found !== 'function') throw new Error(`${file} no longer exports ${name}`);
  return (...input) => found(...input);
}

describe('the equality rule of handles', () => {
  let normalise: (literal: string) => unknown;
  beforeAll(async () => {
    const projects = join(install.templateStateDir, 'npm', 'projects');
    const project = readdirSync(projects).find((name) => name.startsWith('openclaw-imessage')) ?? '';
    const setup = join(projects, project, 'node_modules', '@openclaw', 'imessage', 'dist', '.setup');
    const rule = await exported(built(setup, 'targets-'), 'normalizeIMessageHandle');
    normalise = (literal) => rule(literal as never);
  });

  /** Entries that name a chat instead of a person; `gateway/` tells them apart before anything is compared. */
  const namesChat = (literal: string): boolean =>
    /^(?:\s*(?:imessage|sms|auto):)*\s*(?:chat_?id:|chat:|(?:chat_?)?guid:|chat_?ident(?:ifier)?:|[0-9a-f]{32}\s*$)/i.test(
      literal,
    );

  const part = fc.oneof(
    fc.constantFrom(
      'imessage:',
      'iMessage:',
      'SMS:',
      'auto:',
      'tel:',
      'mailto:',
      'urn:biz:',
      '+',
      '00',
      '(',
      ')',
      '-',
      '.',
      ' ',
      '\u00a0',
      '\u2009',
      '\u2011',
      '\u202a',
      '\u202c',
      '\t',
      '\n',
      '@',
      '@Example.com',
      'User',
      'AMAZON',
      '*',
      ';',
      ':',
    ),
    fc.stringMatching(/^\d{1,11}$/),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );

  test('is the plugin’s own, for every spelling', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
        const literal = parts.join('');
        // Messages' filter suffixes are ours to take off: the gateway does not know them.
        fc.pre(!namesChat(literal) && stripFilterSuffix(literal.trim()) === literal.trim());
        expect(handleKey(literal)).toBe(normalise(literal));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('its own texts', () => {
  test('the pairing reply, for every channel of its address forms', async () => {
    const dist = join(dirname(install.entry), 'dist');
    const build = await exported(built(dist, 'pairing-messages-'), 'buildPairingReply');
    for (const idLine of [
      'Your iMessage sender id: +12125550101',
      'Your iMessage sender id: a@example.com',
    ]) {
      const text = String(build({ channel: 'imessage', idLine, code: 'PBA9LYSF' } as never));
      expect(isOpenClawText(text)).toBe('pairing-code');
      // The plugin sends it without the code fences.
      expect(isOpenClawText(text.replaceAll('```', ''))).toBe('pairing-code');
    }
  });

  test('a pairing code is eight signs of the alphabet that is masked', () => {
    const dist = join(dirname(install.entry), 'dist');
    const sources = readdirSync(dist)
      .filter((name) => name.startsWith('pairing-store-') && name.endsWith('.mjs'))
      .map((name) => readFileSync(join(dist, name), 'utf8'))
      .join('\n');
    const alphabet = /"([A-Z2-9]{32})"/.exec(sources)?.[1] ?? '';
    expect(alphabet).toHaveLength(32);
    for (let start = 0; start < alphabet.length; start += 8) {
      const code = alphabet.slice(start, start + 8);
      expect(maskCodes(`openclaw pairing approve imessage ${code}`)).not.toContain(code);
    }
  });

  test('every sentence that a sender can be sent when an agent run fails', () => {
    const dist = join(dirname(install.entry), 'dist');
    const sources = ['user-copy-', 'assistant-request-failure-copy-', 'pairing-message-'].map((begin) =>
      readFileSync(built(dist, begin), 'utf8'),
    );
    const sentences = sources
      .join('\n')
      .matchAll(/["`](⚠️ [A-Z][^"`$]{20,}|✅ OpenClaw [^"`$]+|LLM request (?:failed|timed)[^"`$]*\.)["`]/g);
    const found = [...sentences]
      .map(([, sentence = '']) => sentence)
      .filter((sentence) => /[.]$/.test(sentence));
    expect(found.length).toBeGreaterThan(15);
    expect(found.filter((sentence) => isOpenClawText(sentence) === null)).toEqual([]);
  });
});
