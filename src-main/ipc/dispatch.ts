import type { z } from 'zod';
import { commands } from '#contract/commands.schema.ts';
import type { AppApi, CommandName, Input, Output } from '#contract/contract.ts';
import { type Answer, refusal, refusalOf } from '#contract/envelope.ts';
import { PeepholeError } from '#core/errors.ts';
import { GatewayUnavailable } from '#core/ports/gateway.ts';
import { MessagesUnavailable } from '#core/ports/messages.ts';

/** A defect of ours: for the log, never with message text. */
export type ErrorSink = (error: unknown) => void;

function isCommand(name: unknown): name is CommandName {
  return typeof name === 'string' && Object.hasOwn(commands, name);
}

/** The first thing wrong with an input, as a sentence that names the field and never repeats its value. */
function sentence(name: CommandName, error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return `The input of ${name} is not right.`;
  if (issue.code === 'unrecognized_keys') {
    return `${name} has no field ${issue.keys.map((key) => `"${key.slice(0, 64)}"`).join(', ')}.`;
  }
  const what = issue.message.replace(/^Invalid input: /, '').replace(/\.$/, '');
  const field = issue.path.join('.');
  return field === ''
    ? `The input of ${name} is not right: ${what}.`
    : `The field "${field}" of ${name} is not right: ${what}.`;
}

function run<C extends CommandName>(api: AppApi, name: C, input: unknown): Promise<Output<C>> {
  const parsed = commands[name].input.safeParse(input ?? {});
  if (!parsed.success) throw new PeepholeError('usage', sentence(name, parsed.error));
  return api.commands[name](parsed.data as Input<C>);
}

/**
 * Carries out one command as it came over a boundary: parses the input with the command's own schema, runs it, and
 * answers. The only way from a transport to `AppApi`. Never throws.
 * @param onError gets what nobody expected; the caller is told `internal` only.
 */
export async function dispatch(
  api: AppApi,
  name: unknown,
  input: unknown,
  onError: ErrorSink,
): Promise<Answer> {
  if (!isCommand(name)) {
    const said = typeof name === 'string' ? `"${name.slice(0, 64)}"` : 'that';
    return refusal('usage', `There is no command ${said}. One of: ${Object.keys(commands).join(', ')}.`);
  }
  try {
    return { ok: true, value: await run(api, name, input) };
  } catch (error) {
    if (error instanceof PeepholeError) return refusalOf(error);
    if (error instanceof GatewayUnavailable) return refusal('gateway-refused', error.sentence);
    if (error instanceof MessagesUnavailable) return refusal('state-unusable', error.sentence);
    onError(error);
    return refusal(
      'internal',
      'Something went wrong inside Peephole. Its log says where; trying again is safe.',
    );
  }
}
