import { catalogue, isWordKey, type WordKey, type WordNames } from './catalogue.ts';
import { pseudo } from './pseudo.ts';
import type { Sentence, SentenceParam } from './sentence.ts';
import { spanOf, type TimeStyle, Times } from './times.ts';

type Values<N extends string> = { readonly [name in N]: name extends 'count' ? number : string };
/** What to pass beside the key: nothing for a message without names. */
export type WordValues<K extends WordKey> = [WordNames<K>] extends [never] ? [] : [Values<WordNames<K>>];

/** A piece of a message: literal text, or the place of a name. */
export type WordPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'name'; readonly name: string };

export interface WordsOptions extends TimeStyle {
  /** Lengthened, accented and bracketed text: finds what was hard-coded and what does not fit. */
  readonly pseudo?: boolean;
  /** False: foreign text stands as it is, for programs and logs, which turn nothing around. Default true. */
  readonly isolates?: boolean;
}

function split(text: string): readonly WordPart[] {
  return text
    .split(/(\{[a-z]+\})/)
    .filter((piece) => piece !== '')
    .map((piece) =>
      piece.startsWith('{') ? { type: 'name', name: piece.slice(1, -1) } : { type: 'text', text: piece },
    );
}

/** The catalogue in one locale. Pure but for the Mac's own time zone when none is given. */
export class Words {
  readonly times: Times;
  readonly locale: string;
  readonly #pseudo: boolean;
  readonly #isolates: boolean;
  readonly #plurals: Intl.PluralRules;
  readonly #lists: Intl.ListFormat;

  constructor(options: WordsOptions) {
    this.times = new Times(options);
    this.locale = options.locale;
    this.#pseudo = options.pseudo ?? false;
    this.#isolates = options.isolates ?? true;
    this.#plurals = new Intl.PluralRules(options.locale);
    this.#lists = new Intl.ListFormat(options.locale, { type: 'conjunction' });
  }

  /** A message as plain text: menus, banners, accessible names. */
  say<K extends WordKey>(key: K, ...[values]: WordValues<K>): string {
    const given: Readonly<Record<string, string | number>> = values ?? {};
    return this.parts(key, given.count)
      .map((part) => (part.type === 'text' ? part.text : this.#shown(given[part.name])))
      .join('');
  }

  /** A sentence that core answered with, or that came from another Peephole: then its key may be none of ours. */
  sentence({ key, params }: Sentence): string {
    if (!isWordKey(key)) return this.say('said.unknown', { key });
    return this.parts(key, params.count)
      .map((part) => (part.type === 'text' ? part.text : this.#filledIn(params[part.name])))
      .join('');
  }

  /**
   * A message in pieces, so that a surface can put an element where a name stands.
   * @param count chooses the plural form.
   */
  parts(key: WordKey, count: unknown): readonly WordPart[] {
    const { text } = catalogue[key];
    const form: string = typeof text === 'string' ? text : this.#plural(text, count);
    return split(this.#pseudo ? pseudo(form) : form);
  }

  /** “4 min ago”, “just now”. A time to come counts as now: clocks differ. */
  ago(ms: number, nowMs: number, width: 'short' | 'long' = 'short'): string {
    const span = spanOf(Math.max(0, nowMs - ms));
    if (span === null) return this.say('time.now');
    return span.unit === 'day' && span.count > 6
      ? this.times.day(ms, nowMs)
      : this.say('time.ago', { span: this.times.span(span, width) });
  }

  /** “until 18:00 tomorrow”. */
  until(ms: number, nowMs: number): string {
    const clock = this.times.clock(ms);
    const days = this.times.daysFromNow(ms, nowMs);
    if (days <= 0) return this.say('time.until-today', { clock });
    if (days === 1) return this.say('time.until-tomorrow', { clock });
    return this.say('time.until-day', { clock, day: this.times.day(ms, nowMs) });
  }

  /** “18:00” today, “3 Nov, 18:00” otherwise. */
  moment(ms: number, nowMs: number): string {
    const clock = this.times.clock(ms);
    if (this.times.daysFromNow(ms, nowMs) === 0) return clock;
    return this.say('time.day-clock', { day: this.times.day(ms, nowMs), clock });
  }

  /** Heading of a day: Today, Yesterday, “Tuesday 24 November”. */
  dayHeading(ms: number, nowMs: number): string {
    const days = this.times.daysFromNow(ms, nowMs);
    if (days === 0) return this.say('time.today');
    return days === -1 ? this.say('time.yesterday') : this.times.longDay(ms);
  }

  /** “SMS and iMessage”. */
  list(items: readonly string[]): string {
    return this.#lists.format(items);
  }

  #plural(forms: { readonly one: string; readonly other: string }, count: unknown): string {
    return typeof count === 'number' && this.#plurals.select(count) === 'one' ? forms.one : forms.other;
  }

  #filledIn(value: SentenceParam | undefined): string {
    return typeof value === 'object' ? this.sentence(value) : this.#shown(value);
  }

  #shown(value: string | number | undefined): string {
    if (typeof value === 'number') return this.times.number(value);
    return this.#isolates ? isolate(value ?? '') : (value ?? '');
  }
}

/**
 * Keeps a value from turning the words around it: text that may be written right to left is put between Unicode
 * isolates. Plain ASCII, and with it every approvable handle, is left exactly as it is.
 */
function isolate(value: string): string {
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(value) ? `\u2068${value}\u2069` : value;
}
