/** Senders whose usual answer is read in one go: a few milliseconds. */
export const sendersAtOnce = 50;

/** A list in parts of at most this size. */
export function chunks<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
