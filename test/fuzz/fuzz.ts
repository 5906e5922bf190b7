import type { Coverage } from './coverage.ts';
import { mutateBytes, mutateJson, randomOf } from './mutate.ts';

/** One way into Peephole for what others wrote. */
export interface Target {
  readonly name: string;
  readonly shape: 'bytes' | 'json';
  /** Sound inputs, to begin with. */
  readonly seeds: readonly Buffer[];
  /** Large ones, which once kept us busy: run as they are, for their changes would take all the time. */
  readonly unkind?: readonly Buffer[];
  /** @throws whatever is a defect: an error that is none of the typed ones, or something claimed that is not so. */
  readonly run: (input: Buffer) => void | Promise<void>;
}

interface Finding {
  readonly error: string;
  readonly input: Buffer;
}

export interface Figures {
  readonly target: string;
  readonly runs: number;
  readonly longestMs: number;
  /** What took longest. */
  readonly slowest: Buffer;
  /** One of each kind of error. */
  readonly findings: readonly Finding[];
  readonly throws: number;
  /** Inputs that were kept because they got somewhere new. */
  readonly kept: number;
}

export interface FuzzOptions {
  readonly seed: number;
  /** Ends after so many runs, or when the time is over. */
  readonly runs: number;
  readonly forMs?: number;
  /** Tells where runs got to: then what gets somewhere new is kept, and changed further. */
  readonly coverage?: Coverage;
  /** Is told before each input, so that a hang can be told with it. */
  readonly watch?: (target: string, input: Buffer) => void;
}

/** Asking V8 what ran takes far longer than a run. */
const batch = 1_000;
const maxCorpus = 2_000;

/** Runs a target on its seeds and on what is made of them. */
export async function fuzz(target: Target, options: FuzzOptions): Promise<Figures> {
  const { runs: maxRuns, forMs = Number.POSITIVE_INFINITY, coverage, watch } = options;
  const random = randomOf(options.seed);
  const change = target.shape === 'json' ? mutateJson : mutateBytes;
  const corpus = [...target.seeds];
  const findings = new Map<string, Finding>();
  let runs = 0;
  let longestMs = 0;
  let slowest: Buffer = Buffer.alloc(0);
  let throws = 0;

  async function run(input: Buffer): Promise<void> {
    const tookMs = await once(input);
    if (tookMs <= longestMs) return;
    // Garbage and whatever else runs on this machine take their time now and then; what the input takes, it takes again.
    const againMs = Math.min(tookMs, await once(input), await once(input));
    if (againMs <= longestMs) return;
    longestMs = againMs;
    slowest = input;
  }

  /** @returns how long it took, ms. */
  async function once(input: Buffer): Promise<number> {
    watch?.(target.name, input);
    runs += 1;
    const fromMs = performance.now();
    try {
      const ending = target.run(input);
      if (ending !== undefined) await ending;
    } catch (error) {
      throws += 1;
      const kind = kindOf(error);
      const known = findings.get(kind);
      // The shortest says most.
      if (known === undefined || input.length < known.input.length)
        findings.set(kind, { error: kind, input });
    }
    return performance.now() - fromMs;
  }

  /** Which of these inputs got somewhere new: halved until it is told. */
  async function keepNew(inputs: readonly Buffer[]): Promise<void> {
    if (coverage === undefined || corpus.length >= maxCorpus) return;
    if (inputs.length === 1) {
      if (coverage.learn()) corpus.push(...inputs);
      return;
    }
    const middle = Math.ceil(inputs.length / 2);
    for (const half of [inputs.slice(0, middle), inputs.slice(middle)]) {
      for (const input of half) await run(input);
      if (half.length === 1) await keepNew(half);
      else if (coverage.isNew()) await keepNew(half);
    }
  }

  for (const seed of target.seeds) await run(seed);
  // What was compiled for the first time says nothing about the input.
  longestMs = 0;
  for (const seed of [...target.seeds, ...(target.unkind ?? [])]) await run(seed);
  const endMs = performance.now() + forMs;
  coverage?.learn();
  while (runs < maxRuns && performance.now() < endMs) {
    const inputs: Buffer[] = [];
    for (let n = 0; n < batch && runs < maxRuns && performance.now() < endMs; n += 1) {
      const from = corpus[random.below(corpus.length)] ?? Buffer.alloc(0);
      const input = change(from, corpus, random);
      inputs.push(input);
      await run(input);
    }
    if (coverage?.isNew() === true) await keepNew(inputs);
  }
  return {
    target: target.name,
    runs,
    longestMs,
    slowest,
    findings: [...findings.values()],
    throws,
    kept: corpus.length - target.seeds.length,
  };
}

/** Where it was thrown, and what: the same for the same defect. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const at = /\/((?:src-main|test)\/[\w/.-]+:\d+)/.exec(error.stack ?? '')?.[1] ?? '';
  return `${error.name}: ${error.message.slice(0, 160)} (${at})`;
}
