import { type ReactNode, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Bridge } from '#contract/bridge.ts';
import type { ApiClient } from '#contract/client.ts';
import type { Settings } from '#core/surface/settings.ts';
import type { WindowTarget } from '#core/surface/window-target.ts';
import type { Sentence } from '#core/words/sentence.ts';
import type { Words } from '#core/words/words.ts';
import type { StateStore } from './bridge/state-store.ts';
import { AppContext, type AppContextValue } from './context/app-context.ts';
import { useActions } from './context/use-actions.ts';
import { useVerdicts } from './context/use-verdicts.ts';
import { Say, WordsContext } from './context/words.tsx';
import { Desktop } from './desktop/desktop.tsx';
import { PanelWindow } from './panel/panel-window.tsx';
import { PlainWindow } from './shell/plain-window.tsx';

/** How often relative times move on, ms. */
const tickMs = 15_000;

function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

function contentOf(place: AppProps['place'], { surface, mac }: Bridge): ReactNode {
  if (place === 'panel' && mac !== null) return <PanelWindow mac={mac} />;
  return surface === 'browser' ? <Desktop /> : <PlainWindow />;
}

interface AppProps {
  readonly bridge: Bridge;
  readonly client: ApiClient;
  readonly store: StateStore;
  readonly words: Words;
  /** `panel`: under the icon of the menu bar, in a window of its own. */
  readonly place: 'window' | 'panel';
}

/** The window; in a browser, the drawn desktop around it. */
export function App({ bridge, client, store, words, place }: AppProps): ReactNode {
  const held = useSyncExternalStore(store.subscribe, store.held);
  const nowMs = useNow();
  const [target, setTarget] = useState<WindowTarget>({ page: 'waiting' });
  const [said, say] = useState<Sentence | null>(null);
  const changeSettings = useCallback(
    (patch: Partial<Settings>): void => {
      void client.ask('set-settings', patch).then((answer) => {
        if (!answer.ok) say(answer.error.sentence);
      });
    },
    [client],
  );
  const verdicts = useVerdicts(client, held.state);
  const showHere = useCallback((to: WindowTarget) => {
    // The same place once more is news, too: the window may have been closed, or moved on.
    setTarget({ ...to });
    say(null);
  }, []);
  const { mac } = bridge;
  const show = place === 'panel' && mac !== null ? mac.showWindow : showHere;
  const act = useActions({ bridge, client, state: held.state, verdicts, show, say });
  useEffect(() => bridge.onShow(showHere), [bridge, showHere]);
  useEffect(() => bridge.onSay(say), [bridge]);
  useEffect(() => {
    document.documentElement.dataset.surface = bridge.surface;
  }, [bridge]);

  const { state, connected, why, atMs } = held;
  const value = useMemo<AppContextValue | null>(
    () =>
      state && {
        bridge,
        client,
        state,
        status: state.status,
        stateAtMs: atMs ?? 0,
        connected,
        why,
        live: connected && state.status.gateway.state === 'connected',
        nowMs,
        settings: state.settings,
        changeSettings,
        verdicts,
        act,
        target,
        show,
        said,
        say,
      },
    [bridge, client, state, atMs, connected, why, nowMs, changeSettings, verdicts, act, target, show, said],
  );

  return (
    <WordsContext value={words}>
      {value === null ? (
        <p className="before-state">
          <Say id="strip.bridge-plain" />
        </p>
      ) : (
        <AppContext value={value}>{contentOf(place, bridge)}</AppContext>
      )}
    </WordsContext>
  );
}
