import { brake } from '../parts/brake.ts';
import { decisions } from '../parts/decisions.ts';
import { flood } from '../parts/flood.ts';
import { knock } from '../parts/knock.ts';
import { ledger } from '../parts/ledger.ts';
import { parser } from '../parts/parser.ts';
import { rest } from '../parts/rest.ts';
import { start } from '../parts/start.ts';
import { window } from '../parts/window.ts';
import type { Part, PartName } from './part.ts';

/** What measures each part. Only the process that measures loads it: browser and bundler come with it. */
export const parts: Readonly<Record<PartName, Part>> = {
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
