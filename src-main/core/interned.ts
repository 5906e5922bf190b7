const kept = new Map<string, readonly string[]>();

/**
 * A list that equals this one, always the same: of lists of a few fixed words there are tens of thousands, and only a few
 * different ones. Never for lists that strangers can make up, such as one of what
 * each of their texts is: nothing kept is let go.
 */
export function interned<Word extends string>(words: readonly Word[]): readonly Word[] {
  const name = words.join(' ');
  const known = kept.get(name) ?? words;
  kept.set(name, known);
  return known as readonly Word[];
}
