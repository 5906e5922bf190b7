const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How times and numbers are written; everything goes through `Intl`. */
export interface TimeStyle {
  /** BCP 47: the language of the words with the owner's region, such as `en-GB`. */
  readonly locale: string;
  /** IANA name; undefined: the Mac's own. */
  readonly timeZone?: string | undefined;
  /** The owner's clock, when it differs from the locale's. */
  readonly hourCycle?: 'h12' | 'h23' | undefined;
}

/** A stretch of time in the largest whole unit: “4 min”, “3 hr”, “2 days”. */
export interface Span {
  readonly count: number;
  readonly unit: 'minute' | 'hour' | 'day';
}

/** @param ms not negative. @returns null for less than a minute. */
export function spanOf(ms: number): Span | null {
  if (ms < minuteMs) return null;
  if (ms < hourMs) return { count: Math.floor(ms / minuteMs), unit: 'minute' };
  if (ms < dayMs) return { count: Math.floor(ms / hourMs), unit: 'hour' };
  return { count: Math.floor(ms / dayMs), unit: 'day' };
}

/** The formatters of one locale, made once: `Intl` objects are costly. */
export class Times {
  readonly #style: TimeStyle;
  readonly #made = new Map<string, Intl.DateTimeFormat>();
  readonly #units = new Map<string, Intl.NumberFormat>();
  readonly #number: Intl.NumberFormat;

  constructor(style: TimeStyle) {
    this.#style = style;
    this.#number = new Intl.NumberFormat(style.locale);
  }

  number(value: number): string {
    return this.#number.format(value);
  }

  span(span: Span, width: 'short' | 'long'): string {
    const name = `${span.unit} ${width}`;
    const made =
      this.#units.get(name) ??
      new Intl.NumberFormat(this.#style.locale, { style: 'unit', unit: span.unit, unitDisplay: width });
    this.#units.set(name, made);
    return made.format(span.count);
  }

  /** “18:00” or “6:00 PM”. */
  clock(ms: number): string {
    const hour = this.#style.hourCycle === 'h12' ? 'numeric' : '2-digit';
    return this.#format(ms, 'clock', { hour, minute: '2-digit' });
  }

  /** “3 Nov”, with the year when it is not this one. */
  day(ms: number, nowMs: number): string {
    const sameYear = this.#dayKey(ms).slice(0, 4) === this.#dayKey(nowMs).slice(0, 4);
    return sameYear
      ? this.#format(ms, 'day', { day: 'numeric', month: 'short' })
      : this.#format(ms, 'day-year', { day: 'numeric', month: 'short', year: 'numeric' });
  }

  /** “Tuesday 24 November”. */
  longDay(ms: number): string {
    return this.#format(ms, 'long-day', { weekday: 'long', day: 'numeric', month: 'long' });
  }

  /** “November 2026”. */
  month(ms: number): string {
    return this.#format(ms, 'month', { month: 'long', year: 'numeric' });
  }

  /** “Tue 24 Nov 18:00”: the menu bar's clock. */
  barClock(ms: number): string {
    return this.#format(ms, 'bar', {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: 'numeric',
      minute: '2-digit',
    });
  }

  /** “24 Nov 2026, 18:00:05”: exact, for tool tips. */
  exact(ms: number): string {
    return this.#format(ms, 'exact', { dateStyle: 'medium', timeStyle: 'medium' });
  }

  /** Calendar days from now in the owner's time zone: 0 today, 1 tomorrow, -1 yesterday. */
  daysFromNow(ms: number, nowMs: number): number {
    return Math.round((Date.parse(this.#dayKey(ms)) - Date.parse(this.#dayKey(nowMs))) / dayMs);
  }

  #format(ms: number, name: string, options: Intl.DateTimeFormatOptions): string {
    return this.#formatter(name, this.#style.locale, options).format(ms);
  }

  /** `2026-11-24` in the owner's time zone. */
  #dayKey(ms: number): string {
    return this.#formatter('key', 'en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms);
  }

  #formatter(name: string, locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const { timeZone, hourCycle } = this.#style;
    const made =
      this.#made.get(name) ??
      new Intl.DateTimeFormat(locale, {
        ...options,
        ...(timeZone === undefined ? {} : { timeZone }),
        ...(hourCycle === undefined ? {} : { hourCycle }),
      });
    this.#made.set(name, made);
    return made;
  }
}
