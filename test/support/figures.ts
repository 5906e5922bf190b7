import { appendFileSync, readFileSync } from 'node:fs';

/** A measured or counted thing, as `trust/results.json` keeps it. */
export interface Figure {
  readonly name: string;
  readonly [what: string]: string | number | boolean;
}

/** Leaves a figure for whoever runs the suites for their figures: `PEEPHOLE_FIGURES` names the file. Nothing without it. */
export function leaveFigure(figure: Figure): void {
  const file = process.env.PEEPHOLE_FIGURES;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figure)}\n`);
}

/** @returns what was left, oldest first. */
export function leftFigures(file: string): readonly Figure[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Figure);
}
