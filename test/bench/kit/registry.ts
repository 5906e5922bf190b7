import { brake } from '../parts/brake.ts';
import { decisions } from '../parts/decisions.ts';
import { flood } from '../parts/flood.ts';
import { knock } from '../parts/knock.ts';
import { ledger } from '../parts/ledger.ts';
import { parser } from '../parts/parser.ts';
import { rest } from '../parts/rest.ts';
import { start } from '../parts/start.ts';
import { window } from '../parts/window.ts';
import type { Part } from './part.ts';

/** Every part by its name, in the order in which they are run and shown. */
export const parts: Readonly<Record<string, Part>> = {
  knock,
  rest,
  start,
  window,
  parser,
  decisions,
  brake,
  ledger,
  flood,
};

/** Their names, in that order. */
export const partNames: readonly string[] = Object.keys(parts);
