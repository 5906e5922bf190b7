import { useMemo, useRef } from 'react';
import type { Bridge } from '#contract/bridge.ts';
import type { ApiClient } from '#contract/client.ts';
import { type ActionHost, type ActionSource, runAction } from '#contract/run-action.ts';
import type { AppState } from '#core/surface/app-state.ts';
import { findSender } from '#core/surface/find-sender.ts';
import type { SurfaceAction } from '#core/surface/menu-items.ts';
import { sentence } from '#core/words/sentence.ts';
import type { Verdicts } from './use-verdicts.ts';

/** Carries out what the owner chose: in the window unless said otherwise. */
export type Act = (action: SurfaceAction, source?: ActionSource) => void;

interface ActionParts extends Pick<ActionHost, 'show' | 'say'> {
  readonly bridge: Bridge;
  readonly client: ApiClient;
  readonly state: AppState | null;
  readonly verdicts: Verdicts;
}

/** The page as a host of actions. */
export function useActions({ bridge, client, state, verdicts, show, say }: ActionParts): Act {
  const painted = useRef(state);
  painted.current = state;
  return useMemo(() => {
    const host: ActionHost = {
      state: () => painted.current,
      ask: (command, input) => client.ask(command, input),
      give({ verdict, handle, revision, for: length }, source) {
        const sender = painted.current && findSender(painted.current.senders, handle);
        const { id = handle, display = handle } = sender ?? {};
        return verdicts.give(verdict, [{ id, handle, display, revision }], { for: length, source });
      },
      show,
      open: (link) => bridge.openLink(link),
      say,
      quit() {
        if (bridge.mac !== null) bridge.mac.quit();
        else say(sentence('desktop.quit'));
      },
    };
    return (action, source = 'window') => void runAction(action, source, host);
  }, [bridge, client, verdicts, show, say]);
}
