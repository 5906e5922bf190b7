/** Kinds of events that strangers bring about, as often as they like. */
export const strangerEventKinds = [
  'code-guess',
  'code-guesses',
  'flood',
  'knocks-after-block',
  'look-alike',
  'many-strangers',
] as const;
export type StrangerEventKind = (typeof strangerEventKinds)[number];
