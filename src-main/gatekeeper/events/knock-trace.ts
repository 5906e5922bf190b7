import { channel } from 'node:diagnostics_channel';
import { type KnockStep, knockChannel } from '#core/message/knock-steps.ts';

const steps = channel(knockChannel);

/** Says that a knock has come so far, to whoever listens in this thread: the benchmark, and otherwise nobody. */
export function reached(step: KnockStep): void {
  steps.publish(step);
}
