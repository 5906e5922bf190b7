import type { z } from 'zod';
import { commands } from '#contract/commands.schema.ts';
import type { AppApi, CommandName, Input, Output } from '#contract/contract.ts';
import { type Answer, refusal, refusalOf } from '#contract/envelope.ts';
import { PeepholeError } from '#core/errors.ts';
import { GatewayUnavailable } from '#core/ports/gateway.ts';
import { MessagesUnavailable } from '#core/ports/messages.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';

/** A defect of ours: for the log, never with message text. */
export type ErrorSink = (error: unknown) => void;

function isCommand(name: unknown): name is CommandName {
  return typeof name === 'string' && Object.hasOwn(commands, name);
}

/** Whoever sends a thousand fields that there are not learns of the first ones. */
const namedFields = 5;

/** The first thing wrong with an input: names the field and never repeats its value. */
function whatIsWrong(command: CommandName, error: z.ZodError): Sentence {
  const [issue] = error.issues;
  if (issue === undefined) return sentence('misfit.wrong', { command });
  if (issue.code === 'unrecognized_keys') {
    const fields = issue.keys
      .slice(0, namedFields)
      .map((key) => `"${key.slice(0, 64)}"`)
      .join(', ');
    return sentence('misfit.no-field', { command, fields });
  }
  const reason = issue.message.replace(/^Invalid input: /, '').replace(/\.$/, '');
  const field = issue.path.join('.');
  return field === ''
    ? sentence('misfit.wrong-because', { command, reason })
    : sentence('misfit.wrong-field', { field, command, reason });
}

function run<C extends CommandName>(api: AppApi, name: C, input: unknown): Promise<Output<C>> {
  const parsed = commands[name].input.safeParse(input ?? {});
  if (!parsed.success) throw new PeepholeError('usage', whatIsWrong(name, parsed.error));
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
    const command = typeof name === 'string' ? `"${name.slice(0, 64)}"` : sentence('misfit.no-name');
    const known = Object.keys(commands).join(', ');
    return refusal('usage', sentence('misfit.no-command', { command, commands: known }));
  }
  try {
    return { ok: true, value: await run(api, name, input) };
  } catch (error) {
    if (error instanceof PeepholeError) return refusalOf(error);
    if (error instanceof GatewayUnavailable) return refusal('gateway-refused', error.sentence);
    if (error instanceof MessagesUnavailable) return refusal('state-unusable', error.sentence);
    onError(error);
    return refusal('internal', sentence('request.internal'));
  }
}
