/**
 * Loaded into `serve` with `--import`, and so into the thread that reads: writes when a knock passed which step, a line
 * `STEP MS` each, into the file `PEEPHOLE_KNOCK_REPORT`. JavaScript for the reason given in `loop-probe.mjs`.
 */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';

const { PEEPHOLE_KNOCK_REPORT: report } = process.env;
/** A little later, so that writing is no part of what is measured, ms. */
const laterMs = 60;

if (report) {
  let lines = [];
  const write = () => {
    appendFileSync(report, lines.join(''));
    lines = [];
  };
  // The name of the channel stands in src-main/core/message/knock-steps.ts.
  subscribe('peephole.knock', (step) => {
    if (lines.length === 0) setTimeout(write, laterMs);
    lines.push(`${step} ${performance.timeOrigin + performance.now()}\n`);
  });
}
