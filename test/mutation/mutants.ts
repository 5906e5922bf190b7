import { type ESTree, parseSync } from 'vite';
import { changesAt, type Operator } from './operators.ts';
import type { Span } from './span.ts';

/** One small fault that could be made in a file. */
export interface Mutant {
  readonly operator: Operator;
  /** From 1. */
  readonly line: number;
  /** What is taken out, and what stands there instead. */
  readonly span: Span;
  readonly replacement: string;
  /** The expression that is chosen by the switch, or the block that is run or not. */
  readonly site: Span & { readonly kind: 'expression' | 'block' };
}

export interface FoundMutants {
  readonly mutants: readonly Mutant[];
  /** How many a comment says are equivalent. */
  readonly equivalent: number;
}

/** Keys whose nodes are types, or are not evaluated. */
const unevaluated = new Set([
  'typeAnnotation',
  'returnType',
  'typeParameters',
  'typeArguments',
  'superTypeArguments',
  'implements',
  'decorators',
  'source',
  'attributes',
]);

/** Nodes of TypeScript that hold an expression. */
const around = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);

/**
 * On the line before: `// Equivalent mutants (OPERATOR, …): REASON`. No test can tell these from the code of the next line, for
 * the reason that is given. An operator that makes no mutant there is an error, so that no comment outlives its line.
 */
const equivalentComment = /^\s*\/\/ Equivalent mutants \(([a-z, -]+)\): \S/;

/**
 * Every mutant of a file, in the order of the text; the same text gives the same ones.
 * @param isWordKey strings that are keys of sentences: the compiler holds them already.
 */
export function findMutants(
  file: string,
  text: string,
  isWordKey: (text: string) => boolean = () => false,
): FoundMutants {
  const { program, errors } = parseSync(file, text, { lang: 'ts' });
  if (errors.length > 0) throw new Error(`${file} can't be parsed: ${errors[0]?.message}`);
  const lines = lineStarts(text);
  const found: Mutant[] = [];

  function visit(node: ESTree.Node, parent: ESTree.Node | null, chain: Span | null): void {
    if (node.type.startsWith('TS') && !around.has(node.type)) return;
    for (const { operator, span, replacement, block } of changesAt(node, parent, text, isWordKey)) {
      const { start, end } = block ? span : (chain ?? siteOf(node, span));
      const site = { start, end, kind: block ? 'block' : 'expression' } as const;
      found.push({ operator, line: lineAt(lines, span.start), span, replacement, site });
    }
    for (const [key, child] of childrenOf(node)) visit(child, node, chainOf(node, key, chain));
  }

  visit(program, null, null);
  const ordered = found.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return withoutEquivalent(file, text, withoutDoubles(ordered));
}

/** A condition is a child of the node that has it; whatever else is changed is within the node itself. */
function siteOf(node: Span, span: Span): Span {
  return 'test' in node ? span : node;
}

function childrenOf(node: ESTree.Node): (readonly [key: string, child: ESTree.Node])[] {
  return Object.entries(node).flatMap(([key, value]) => {
    if (unevaluated.has(key) || (key === 'key' && !('computed' in node && node.computed))) return [];
    return [value].flat().flatMap((child) => (isNode(child) ? [[key, child] as const] : []));
  });
}

function isNode(value: unknown): value is ESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/**
 * In `a?.b.c(d)` a part can't be chosen by itself: it would no longer be left out when `a` is nothing. The whole chain is.
 * Null: the child stands outside of any chain.
 */
function chainOf(node: ESTree.Node, key: string, chain: Span | null): Span | null {
  if (node.type === 'ChainExpression') return node;
  const isSpine =
    (node.type === 'MemberExpression' && key === 'object') ||
    (node.type === 'CallExpression' && key === 'callee') ||
    node.type === 'TSNonNullExpression';
  return isSpine ? chain : null;
}

function withoutDoubles(mutants: readonly Mutant[]): readonly Mutant[] {
  const seen = new Set<string>();
  return mutants.filter(({ span, replacement }) => {
    const key = `${span.start}:${span.end}:${replacement}`;
    return !seen.has(key) && seen.add(key);
  });
}

function withoutEquivalent(file: string, text: string, mutants: readonly Mutant[]): FoundMutants {
  const left = new Set(mutants);
  text.split('\n').forEach((line, index) => {
    const operators = equivalentComment.exec(line)?.[1]?.split(',') ?? [];
    for (const name of operators.map((one) => one.trim())) {
      const meant = mutants.filter((one) => one.line === index + 2 && one.operator === name);
      if (meant.length === 0) throw new Error(`${file}:${index + 1}: no mutant "${name}" on the next line.`);
      for (const one of meant) left.delete(one);
    }
  });
  return { mutants: [...left], equivalent: mutants.length - left.size };
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

function lineAt(starts: readonly number[], offset: number): number {
  return starts.findLastIndex((start) => start <= offset) + 1;
}
