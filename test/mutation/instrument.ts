import type { Mutant } from './mutants.ts';
import type { Span } from './span.ts';

/** The global function that answers whether a mutant is the one that is alive. */
export const switchName = 'isMutantAlive';

interface Site {
  readonly span: Mutant['site'];
  readonly mutants: { readonly id: number; readonly mutant: Mutant }[];
  readonly inner: Site[];
}

/**
 * The text with every mutant in it, each behind a switch: compiled once, whichever is alive. Only one is, so what a mutant
 * leaves as it was is written without the switches of the others.
 * @param firstId id of the first mutant; the others follow.
 */
export function instrument(text: string, mutants: readonly Mutant[], firstId: number): string {
  return render(text, { start: 0, end: text.length }, sitesOf(mutants, firstId));
}

/** The text as it would be if this mutant were made. */
export function mutated(text: string, { span, replacement }: Mutant, { start, end }: Span): string {
  return text.slice(start, span.start) + replacement + text.slice(span.end, end);
}

/** As they stand in one another. */
function sitesOf(mutants: readonly Mutant[], firstId: number): readonly Site[] {
  const bySpan = new Map<string, Site>();
  mutants.forEach((mutant, index) => {
    const key = `${mutant.site.start}:${mutant.site.end}`;
    const site = bySpan.get(key) ?? { span: mutant.site, mutants: [], inner: [] };
    bySpan.set(key, site);
    site.mutants.push({ id: firstId + index, mutant });
  });
  const outer: Site[] = [];
  const open: Site[] = [];
  const ordered = [...bySpan.values()].toSorted(
    (a, b) => a.span.start - b.span.start || b.span.end - a.span.end,
  );
  for (const site of ordered) {
    while ((open.at(-1)?.span.end ?? Number.POSITIVE_INFINITY) <= site.span.start) open.pop();
    (open.at(-1)?.inner ?? outer).push(site);
    open.push(site);
  }
  return outer;
}

function render(text: string, { start, end }: Span, sites: readonly Site[]): string {
  let at = start;
  let out = '';
  for (const site of sites) {
    out += text.slice(at, site.span.start) + renderSite(text, site);
    at = site.span.end;
  }
  return out + text.slice(at, end);
}

function renderSite(text: string, { span, mutants, inner }: Site): string {
  const original = render(text, span, inner);
  if (span.kind === 'block') {
    const off = mutants.map(({ id }) => `!${switchName}(${id})`).join(' && ');
    return `{ if (${off}) ${original} }`;
  }
  const choices = mutants.map(
    ({ id, mutant }) => `${switchName}(${id}) ? (${mutated(text, mutant, span)}) : `,
  );
  return `(${choices.join('')}(${original}))`;
}
