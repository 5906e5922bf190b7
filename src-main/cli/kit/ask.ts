import type { ApiClient } from '#contract/client.ts';
import type { CommandName, Input, Output } from '#contract/contract.ts';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import { connectPeephole } from '../../surfaces/socket/socket-client.ts';
import { usage } from './args.ts';
import type { Ask, CommandContext, Reply } from './command.ts';

/** A running Peephole answers within this time beyond what it was asked to wait, ms; else it hangs. */
const patienceMs = 20_000;
/** Without a number `--wait` waits so long, ms: the gateway may defer a write for five minutes. */
const defaultWaitMs = 330_000;
const maxWaitMs = 3_600_000;

/** Runs `ask` on the Peephole of the command's state directory. @throws PeepholeError `not-running` */
export async function withPeephole(context: CommandContext, ask: Ask): Promise<Reply> {
  const client = await connectPeephole(context.stateDir);
  try {
    return await ask(client, context);
  } finally {
    client.close();
  }
}

/**
 * `client.call`, but not for ever.
 * @throws PeepholeError `not-running` when Peephole is there and does not answer.
 */
export async function call<C extends CommandName>(
  client: ApiClient,
  name: C,
  input: Input<C>,
): Promise<Output<C>> {
  const waitMs = 'waitMs' in input && typeof input.waitMs === 'number' ? input.waitMs : 0;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new PeepholeError('not-running', sentence('socket.no-answer')));
  }, waitMs + patienceMs);
  try {
    return await Promise.race([client.call(name, input), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** What `--wait` says, as a field of the input. */
export function waitOption(context: CommandContext): { readonly waitMs?: number } {
  const wait = context.args.options.get('wait');
  if (wait === undefined) return {};
  const waitMs = wait === true ? defaultWaitMs : Math.round(Number(wait) * 1000);
  if (waitMs > maxWaitMs) throw usage(sentence('usage.wait'));
  return { waitMs };
}

export const waitSpec = {
  wait: {
    takes: 'optional-number',
    placeholder: 'SECONDS',
    help: sentence('option.wait'),
  },
} as const;

/** The value of an option that takes one; undefined: not given. */
export function optionText(context: CommandContext, name: string): string | undefined {
  const value = context.args.options.get(name);
  return value === undefined || value === true ? undefined : value;
}
