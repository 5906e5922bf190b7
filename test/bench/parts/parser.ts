import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseAttributedBody } from '../../../src-main/messages/imessage-parser.ts';
import { attributedBody } from '../../../src-main/simulator/attributed-body.ts';
import { type Figure, figure, missing } from '../kit/figure.ts';
import type { Part } from '../kit/part.ts';
import { type PeerName, peer } from '../kit/peers.ts';

const what = 'text of an attributedBody';
const correct = 'blobs read rightly, of 100';
/** Each parser reads every blob so often; the spread is over the rounds. */
const rounds = 15;

interface Sample {
  readonly blob: Buffer;
  readonly text: string;
}

/** Texts of every shape a parser has stumbled over: long ones, each form of a length, emoji, lines, markers of the format itself. */
function samples(): readonly Sample[] {
  const talk = 'hello are you there call me when free see you at noon thanks great no yes maybe later'.split(
    ' ',
  );
  const plain = Array.from({ length: 70 }, (_, at) =>
    Array.from({ length: 3 + (at % 25) }, (_unused, word) => talk[(at * 7 + word * 3) % talk.length]).join(
      ' ',
    ),
  );
  const lengths = [1, 2, 127, 128, 255, 256, 8_191, 32_767].map((count) => 'x'.repeat(count));
  const odd = [
    '\nfirst line',
    'a ↄ b',
    'Ↄ U+2184 ↄ',
    '𝆄 🆄',
    '👩‍👩‍👧‍👦',
    '￼',
    '\u0000',
    '+ \u0084\u0001+',
    'שלום',
    '你好，明天见',
  ];
  const mixed = Array.from({ length: 12 }, (_, at) => `${'Grüße '.repeat(at * 11)}🎂 ${at}`);
  return [...plain, ...lengths, ...odd, ...mixed].map((text) => ({ blob: attributedBody(text), text }));
}

type Parse = (blob: Buffer) => string | null;

/** What both libraries have in common: an unarchiver, and a class whose instances hold the text. */
interface Library {
  readonly Unarchiver: {
    readonly BinaryDecoding: { readonly decodable: unknown };
    open(data: Buffer, decoding: unknown): { decodeAll(): unknown };
  };
  readonly NSAttributedString: new () => { readonly string: string };
}

/** The first attributed string in what was decoded: in groups of values, as the libraries hand them out. */
function textIn(decoded: unknown, { NSAttributedString }: Library): string | null {
  const queue: unknown[] = [decoded];
  for (const value of queue) {
    if (value instanceof NSAttributedString) return value.string;
    if (Array.isArray(value)) queue.push(...value);
    else if (typeof value === 'object' && value !== null && 'values' in value) queue.push(value.values);
    if (queue.length > 100) return null;
  }
  return null;
}

async function libraryParser(
  name: PeerName,
): Promise<{ readonly by: string; readonly parse: Parse | string }> {
  const found = await peer(name);
  if ('why' in found) return { by: found.label, parse: found.why };
  try {
    const { resolve } = createRequire(join(found.dir, 'index.js'));
    const file = resolve(found.dir);
    const library = (await import(pathToFileURL(file).href)) as Partial<Library> & {
      readonly default?: Library;
    };
    const api = library.Unarchiver === undefined ? library.default : (library as Library);
    if (api === undefined) throw new Error('it exports no Unarchiver');
    return {
      by: found.label,
      parse: (blob) =>
        textIn(api.Unarchiver.open(blob, api.Unarchiver.BinaryDecoding.decodable).decodeAll(), api),
    };
  } catch (error) {
    return { by: found.label, parse: `does not run here: ${error instanceof Error ? error.message : error}` };
  }
}

/** Whether the text is the one that was put in; a parser that throws has not read it. */
function isRight(parse: Parse, { blob, text }: Sample): boolean {
  try {
    return (parse(blob) ?? '') === text;
  } catch {
    return false;
  }
}

/** µs a blob, of each round. What throws takes its time, too. */
function timed(parse: Parse, all: readonly Sample[], repeats: number): readonly number[] {
  return Array.from({ length: rounds }, () => {
    const fromMs = performance.now();
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      for (const { blob } of all) {
        try {
          parse(blob);
        } catch {
          // Counted as read wrongly.
        }
      }
    }
    return ((performance.now() - fromMs) * 1_000) / all.length / repeats;
  }).slice(1);
}

/** Our reader of a message's text and two libraries that read the whole format, on the same blobs. */
export const parser: Part = async () => {
  const all = samples();
  const parsers = [
    { by: 'Peephole', parse: (blob: Buffer) => parseAttributedBody(blob) },
    await libraryParser('@parseaple/typedstream'),
    await libraryParser('node-typedstream'),
  ];
  const times: Figure[] = [];
  const rights: Figure[] = [];
  for (const { by, parse } of parsers) {
    if (typeof parse === 'string') {
      times.push(missing(what, by, parse));
      continue;
    }
    times.push(figure(what, 'µs', timed(parse, all, by === 'Peephole' ? 200 : 5), { by }));
    const right = all.filter((one) => isRight(parse, one)).length;
    rights.push(
      figure(correct, '', (right * 100) / all.length, {
        by,
        ...(by === 'Peephole' ? { target: { of: 'max', atLeast: 100 } } : {}),
      }),
    );
  }
  const [ours, ...others] = times.flatMap(({ spread }) => (spread === null ? [] : [spread.p50]));
  const ratio =
    ours === undefined || others.length === 0
      ? []
      : [
          figure('the quicker library takes longer', '×', Math.min(...others) / ours, {
            target: { of: 'p50', atLeast: 100 },
          }),
        ];
  return [...times, ...ratio, ...rights];
};
