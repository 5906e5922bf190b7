/** One message of the catalogue: what is said, and for translators where and why. */
export interface Word {
  /** `{name}` is filled in; a message that depends on a number has a form per plural category of `{count}`. */
  readonly text: string | { readonly one: string; readonly other: string };
  readonly about: string;
}

export type WordTable = Readonly<Record<string, Word>>;
