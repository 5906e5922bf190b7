/** How many there are. */
export const addressCount = 10_000;
/** Every sign that an approvable address may have before its `@` (core/message/handle.ts), and a few letters. */
export const addressSigns = "!#%&'+/=?^_|~-";
const letters = 'amz09';

/** Approvable addresses, the same each time: signs alone, doubled, in threes, at both ends and next to dots; then whatever else comes. */
export function madeAddresses(): readonly string[] {
  const found = new Set<string>();
  const add = (local: string): void => void found.add(`${local}@example.com`);
  for (const one of addressSigns)
    for (const two of addressSigns)
      for (const three of [...addressSigns, ''])
        for (const shape of [`${one}${two}${three}`, `m${one}${two}${three}x`, `${one}.${two}${three}m`])
          add(shape);
  let state = 7;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  while (found.size < addressCount - 500) {
    const length = 1 + next(12);
    const from = addressSigns + letters;
    add(Array.from({ length }, () => from.charAt(next(from.length))).join(''));
  }
  const all = [...found].slice(0, addressCount - 500);
  for (let number = 0; number < 500; number += 1) all.push(`+1212555${String(number).padStart(4, '0')}`);
  return all;
}
