import { Words } from '#core/words/words.ts';
import { unsafe } from './printed.ts';
import { fitTo, padTo, textWidth, wrap } from './text-width.ts';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green';

const codes: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
};

export interface ScreenOptions {
  /** Columns; null: not a terminal, nothing is cut. */
  readonly width: number | null;
  readonly colour: boolean;
  readonly words: Words;
  readonly nowMs: number;
}

export interface Cell {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** A row of a table, and lines that stand beneath it. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly notes?: readonly Cell[];
}

/** Text as one harmless line. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(unsafe, '');
}

/** Where human output goes: its width, its colours, its words. Makes strings, prints nothing. */
export class Screen {
  readonly words: Words;
  readonly nowMs: number;
  readonly #width: number | null;
  readonly #colour: boolean;

  constructor({ width, colour, words, nowMs }: ScreenOptions) {
    this.#width = width;
    this.#colour = colour;
    this.words = words;
    this.nowMs = nowMs;
  }

  paint({ text, style }: Cell): string {
    if (style === undefined || !this.#colour || text === '') return text;
    const [on, off] = codes[style];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  }

  bold(text: string): string {
    return this.paint({ text, style: 'bold' });
  }

  /**
   * Columns side by side, as wide as what stands in them; what does not fit is cut from the last one.
   * @param indent spaces before each row.
   * @param noteIndent spaces more before each note.
   */
  table(rows: readonly Row[], indent = 0, noteIndent = 2): readonly string[] {
    const clean = rows.map((row) => ({
      cells: row.cells.map((cell) => ({ ...cell, text: plain(cell.text) })),
      notes: row.notes ?? [],
    }));
    const widths: number[] = [];
    for (const { cells } of clean) {
      for (const [index, { text }] of cells.entries()) {
        widths[index] = Math.max(widths[index] ?? 0, textWidth(text));
      }
    }
    return clean.flatMap(({ cells, notes }) => [
      this.#row(cells, widths, indent),
      ...notes.flatMap((note) => this.paragraph(note, indent + noteIndent)),
    ]);
  }

  /** A text broken to the width. */
  paragraph(cell: Cell, indent = 0): readonly string[] {
    const margin = ' '.repeat(indent);
    const text = plain(cell.text);
    const lines = this.#width === null ? [text] : wrap(text, Math.max(20, this.#width - indent));
    return lines.map((line) => margin + this.paint({ ...cell, text: line }));
  }

  /** “4 min ago”. @param at ISO time. */
  ago(at: string): string {
    return this.words.ago(Date.parse(at), this.nowMs);
  }

  /** “18:00” today, “3 Nov, 18:00” otherwise. @param at ISO time. */
  moment(at: string): string {
    return this.words.moment(Date.parse(at), this.nowMs);
  }

  /** “until 18:00 tomorrow”. @param at ISO time. */
  until(at: string): string {
    return this.words.until(Date.parse(at), this.nowMs);
  }

  #row(cells: readonly Cell[], widths: readonly number[], indent: number): string {
    const gap = 2;
    let left = this.#width === null ? Number.POSITIVE_INFINITY : Math.max(40, this.#width) - indent;
    const painted = cells.map((cell, index) => {
      const isLast = index === cells.length - 1;
      const width = widths[index] ?? 0;
      const text = isLast ? fitTo(cell.text, Math.max(0, left)) : padTo(cell.text, width);
      left -= width + gap;
      return this.paint({ ...cell, text });
    });
    return `${' '.repeat(indent)}${painted.join(' '.repeat(gap))}`.trimEnd();
  }
}

/** The words in English, times as the owner's region writes them. */
export function terminalWords(): Words {
  const { locale } = new Intl.DateTimeFormat().resolvedOptions();
  return new Words({ locale: locale.startsWith('en') ? locale : 'en-GB' });
}
