import { assertNever } from '#core/errors.ts';
import type { AppState } from '#core/surface/app-state.ts';
import type { SurfaceAction, VerdictAction } from '#core/surface/menu-items.ts';
import { type LinkKey, type LinkOutcome, targetOf, type WindowTarget } from '#core/surface/window-target.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { CommandName, Input, Output } from './contract.ts';
import type { Answer } from './envelope.ts';

/** Where the owner chose an action. */
export type ActionSource = Exclude<Input<'verdict'>['source'], 'cli'>;

/** What carrying out an action needs of the surface it was chosen on. */
export interface ActionHost {
  /** The state as painted; null: none yet. */
  state(): AppState | null;
  ask<C extends CommandName>(command: C, input: Input<C>): Promise<Answer<Output<C>>>;
  /** Gives a verdict, and tells what becomes of it as this surface does. @returns whether it stands. */
  give(action: VerdictAction, source: ActionSource): Promise<boolean>;
  /** Shows that in the window. */
  show(target: WindowTarget): void;
  /** Opens a place outside Peephole. */
  open(link: LinkKey): Promise<LinkOutcome>;
  /** Tells the owner of trouble. */
  say(trouble: Sentence): void;
  quit(): void;
}

/**
 * Carries out what was chosen in a menu, on a banner or in the window; the one place where that happens. Resolves when
 * Peephole has answered: what went wrong has been said then.
 */
export async function runAction(
  action: SurfaceAction,
  source: ActionSource,
  host: ActionHost,
): Promise<void> {
  switch (action.kind) {
    case 'show':
      host.show(action.target);
      return;
    case 'verdict':
      // Where it does not stand, what was shown is no longer what is true: to be looked at.
      if (!(await host.give(action, source))) host.show(targetOf(host.state()?.senders, action.handle));
      return;
    case 'channel':
      sayTrouble(await host.ask('channel', { on: action.on }), host);
      return;
    case 'retry-removal':
      sayTrouble(await host.ask('retry-removal', {}), host);
      return;
    case 'connect-anew':
      sayTrouble(
        await host.ask('connect-anew', action.config === undefined ? {} : { config: action.config }),
        host,
      );
      return;
    case 'pause':
      sayTrouble(await host.ask('pause-notifications', { for: action.for }), host);
      return;
    case 'open': {
      const outcome = await host.open(action.link);
      if (outcome !== 'opened') host.say(sentence(`link.${outcome}`));
      return;
    }
    case 'quit':
      host.quit();
      return;
    default:
      assertNever(action);
  }
}

/** The input of a verdict as it was chosen. */
export function verdictInput(
  { verdict, handle, revision, for: length }: VerdictAction,
  source: ActionSource,
): Input<'verdict'> {
  return {
    verdict,
    handle,
    source,
    ...(revision === undefined ? {} : { revision }),
    ...(length === undefined ? {} : { for: length }),
  };
}

function sayTrouble(answer: Answer, host: ActionHost): void {
  if (!answer.ok) host.say(answer.error.sentence);
}
