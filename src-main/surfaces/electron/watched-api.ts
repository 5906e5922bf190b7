import type { AppApi, Input, Output } from '#contract/contract.ts';
import type { LastVerdict } from '#core/surface/menu-items.ts';
import type { Settings } from '#core/surface/settings.ts';

export interface ApiWatch {
  /** The settings as they are now, whoever changed them. */
  settings(settings: Settings): void;
  /** A verdict stands; null: it was an undo, so there is nothing to undo any more. */
  verdict(last: LastVerdict | null): void;
}

/** The same app, with the Mac's own surfaces told of what any other surface does. */
export function watchedApi(api: AppApi, watch: ApiWatch): AppApi {
  const withSettings =
    <I>(run: (input: I) => Promise<{ settings: Settings }>) =>
    async (input: I) => {
      const output = await run(input);
      watch.settings(output.settings);
      return output;
    };
  const { commands } = api;
  return {
    commands: {
      ...commands,
      settings: withSettings(commands.settings),
      'set-settings': withSettings(commands['set-settings']),
      'pause-notifications': withSettings(commands['pause-notifications']),
      verdict: async (input: Input<'verdict'>): Promise<Output<'verdict'>> => {
        const output = await commands.verdict(input);
        const { verdict } = input;
        watch.verdict(verdict === 'undo' ? null : { handle: output.decision.handle, verdict });
        return output;
      },
    },
    subscribe: (listener) => api.subscribe(listener),
    notices: (listener) => api.notices(listener),
  };
}
