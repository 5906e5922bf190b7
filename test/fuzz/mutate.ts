// biome-ignore-all lint/suspicious/noTemplateCurlyInString: OpenClaw's config spells its variables so.
/** How many bytes a made input has at most, as a rule; now and then one is as long as `longest`. */
const usual = 4_096;
export const longest = 262_144;

export interface Random {
  /** From 0 to below `count`. */
  below(count: number): number;
  maybe(chance: number): boolean;
  one<T>(from: readonly [T, ...T[]]): T;
}

/** The same for the same seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return { below, maybe: (chance) => next() < chance, one: (from) => from[below(from.length)] ?? from[0] };
}

const oddBytes = [
  0, 1, 0x0a, 0x0d, 0x20, 0x22, 0x2b, 0x5c, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xc3, 0xe2, 0xf0, 0xff,
] as const;

/** What parsers stumble over, whatever the format. */
const oddTexts = [
  '"__proto__"',
  '"constructor"',
  '\\u0000',
  '\ud800',
  '\u2028',
  '\u202e',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '//',
  '/*',
  'null',
  '-0',
  '1e999',
  '9007199254740993',
  'Infinity',
  'NaN',
  '0x',
  '${',
  '$${HOME}',
  '${HOME}',
  '"$include":',
  '--',
  '=',
  '-',
  '+',
  '*',
  '\r\n',
  '\u0085',
  '(filtered)',
  'imessage:',
  'accessGroup:',
  '\ufeff',
  '\u001b[2J',
  'e\u0301\u0301\u0301\u0301\u0301',
] as const;

/** Bytes made from others: one to a few small changes, or one that grows. */
export function mutateBytes(from: Buffer, others: readonly Buffer[], random: Random): Buffer {
  let bytes = from;
  for (let left = 1 + random.below(4); left > 0; left -= 1) bytes = changeOnce(bytes, others, random);
  return bytes.subarray(0, random.maybe(0.02) ? longest : Math.max(usual, from.length + 64));
}

function changeOnce(bytes: Buffer, others: readonly Buffer[], random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + 1 + random.below(random.maybe(0.8) ? 8 : bytes.length + 1));
  const put = (middle: Uint8Array, end = at): Buffer =>
    Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(end)]);
  switch (random.below(10)) {
    case 0: {
      const changed = Buffer.from(bytes);
      if (at < bytes.length) changed[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      return changed;
    }
    case 1:
      return put(Buffer.of(random.one(oddBytes)), Math.min(bytes.length, at + 1));
    case 2:
      return put(Buffer.of(random.one(oddBytes)));
    case 3:
      return put(Buffer.alloc(0), to);
    case 4:
      return put(bytes.subarray(at, to));
    case 5: {
      // The same again and again: what is quadratic shows.
      const piece = bytes.subarray(at, Math.min(to, at + 24));
      const times = random.maybe(0.03) ? longest / 4 : usual / 2;
      return piece.length === 0 ? bytes : put(repeated(piece, 1 + random.below(times / piece.length)));
    }
    case 6:
      return put(Buffer.from(random.one(oddTexts)), random.maybe(0.5) ? at : to);
    case 7:
      return bytes.subarray(0, at);
    case 8: {
      const other = others[random.below(others.length)] ?? bytes;
      const start = random.below(other.length + 1);
      return put(other.subarray(start, start + 1 + random.below(64)), random.maybe(0.5) ? at : to);
    }
    default: {
      const number = Buffer.alloc(4);
      number.writeUInt32LE(random.one([0, 1, 0x7f, 0x80, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]));
      return put(number.subarray(0, random.one([1, 2, 4])), Math.min(bytes.length, at + 4));
    }
  }
}

function repeated(piece: Buffer, times: number): Buffer {
  return Buffer.concat(Array.from({ length: Math.max(1, Math.floor(times)) }, () => piece));
}

/** A deep value can't be spelled by `JSON.stringify`: it stands there by name. */
const deepMark = '\u0001deep';

const oddValues: readonly [unknown, ...unknown[]] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  '',
  ' ',
  '*',
  '\0',
  '\ud800',
  '__proto__',
  'imessage',
  'default',
  '+12125550101',
  'accessGroup:peephole',
  [],
  {},
  [[]],
  [null],
  { '': null },
  ['*'],
  deepMark,
];

/** A JSON text made from another by a change of its values; of its bytes when it is none, or now and then. */
export function mutateJson(from: Buffer, others: readonly Buffer[], random: Random): Buffer {
  if (random.maybe(0.15)) return mutateBytes(from, others, random);
  let value: unknown;
  try {
    value = JSON.parse(from.toString());
  } catch {
    return mutateBytes(from, others, random);
  }
  const root = { value };
  // What is too deep to be walked or written here is changed as bytes.
  try {
    for (let left = 1 + random.below(3); left > 0; left -= 1) changeValue(root, random);
    const text = JSON.stringify(root.value) ?? '';
    if (!text.includes(deepMark.slice(1))) return Buffer.from(text).subarray(0, longest);
    const depth = random.one([50, 1_000, 20_000]);
    const deep = random.maybe(0.5)
      ? `${'['.repeat(depth)}${']'.repeat(depth)}`
      : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    return Buffer.from(text.replaceAll(JSON.stringify(deepMark), deep)).subarray(0, longest);
  } catch {
    return mutateBytes(from, others, random);
  }
}

type Holder = Record<string, unknown>;

/** Walks down to some value and changes it. */
function changeValue(root: Holder, random: Random): void {
  let holder = root;
  let key = 'value';
  for (;;) {
    const inside = holder[key];
    if (typeof inside !== 'object' || inside === null || random.maybe(0.15)) break;
    const keys = Object.keys(inside);
    if (keys.length === 0) break;
    holder = inside as Holder;
    key = keys[random.below(keys.length)] ?? '';
  }
  const was = holder[key];
  switch (random.below(7)) {
    case 0:
      delete holder[key];
      return;
    case 1:
      if (Array.isArray(holder)) holder.push(structuredClone(was));
      else set(holder, random.one(['__proto__', 'constructor', `${key}x`, '', 'length', 'toString']), was);
      return;
    case 2:
      if (Array.isArray(was)) {
        const many = random.maybe(0.02) ? 2_000 : 20;
        set(
          holder,
          key,
          Array.from({ length: 1 + random.below(many) }, (_, n) => was[n % Math.max(1, was.length)]),
        );
      } else if (typeof was === 'string') {
        const many = random.maybe(0.05) ? 20_000 : 50;
        set(
          holder,
          key,
          was.repeat(Math.min(1 + random.below(many), Math.floor(longest / (was.length + 1)))),
        );
      } else set(holder, key, [was]);
      return;
    case 3:
      if (typeof was === 'string') {
        const bytes = mutateBytes(Buffer.from(was), [], random);
        set(holder, key, bytes.toString());
      } else if (typeof was === 'number') set(holder, key, -was);
      else set(holder, key, typeof was === 'object' ? [was] : String(was));
      return;
    default:
      set(holder, key, structuredClone(random.one(oddValues)));
  }
}

/** Also a member that is called `__proto__`. */
function set(holder: Holder, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}
