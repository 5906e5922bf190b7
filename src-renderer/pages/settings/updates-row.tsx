import { type ReactNode, useEffect, useRef } from 'react';
import type { MacHost } from '#contract/bridge.ts';
import { offeredStep, type UpdateState } from '#core/surface/update-state.ts';
import { useApp } from '../../context/app-context.ts';
import { useUpdateState } from '../../context/use-mac.ts';
import { Say, useWords } from '../../context/words.tsx';
import { Button } from '../../parts/button.tsx';
import { Row } from './rows.tsx';

function Hint({ state }: { readonly state: UpdateState }): ReactNode {
  const words = useWords();
  const version = 'version' in state && <span data-foreign="">{state.version}</span>;
  switch (state.kind) {
    case 'failed':
      return <Say id={`update.failed-${state.trouble}`} />;
    case 'downloading':
      return <Say id="update.downloading" with={{ version, percent: words.times.number(state.percent) }} />;
    case 'available':
    case 'ready':
    case 'restarting':
      return <Say id={`update.${state.kind}`} with={{ version }} />;
    default:
      return <Say id={`update.${state.kind}`} />;
  }
}

interface StepsProps {
  readonly mac: MacHost;
  readonly state: UpdateState;
  readonly openPage: () => void;
}

/** The one step that can be taken; while it is under way its button stays, so that the keyboard's place does, too. */
function Steps({ mac, state, openPage }: StepsProps): ReactNode {
  const { kind } = state;
  const step = offeredStep(state);
  const failed = kind === 'failed';
  const label = {
    idle: 'check',
    checking: 'check',
    current: 'check',
    available: 'download',
    downloading: 'download',
    ready: 'restart',
    restarting: 'restart',
    failed: 'again',
  } as const;
  return (
    <>
      {failed && (
        <Button tone="quiet" onPress={openPage}>
          <Say id="update.page" />
        </Button>
      )}
      <Button
        key="step"
        disabled={step === null}
        busy={step === null}
        onPress={() => step !== null && mac.takeUpdateStep(step)}
      >
        <Say id={`update.${label[kind]}`} />
      </Button>
    </>
  );
}

/**
 * “Check for Updates…”: of a copy that updates itself, where that stands and its next step; of any other, the page of releases
 * in the browser.
 */
export function UpdatesRow(): ReactNode {
  const { bridge, act, target } = useApp();
  const { mac } = bridge;
  const state = useUpdateState(mac);
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (target.part === 'updates') row.current?.scrollIntoView({ block: 'center' });
  }, [target]);
  const openPage = (): void => act({ kind: 'open', link: 'releases' });
  const updates = mac !== null && state !== null;
  return (
    <Row
      ref={row}
      label={<Say id="menu.updates" />}
      hint={<span role="status">{updates ? <Hint state={state} /> : <Say id="set.updates-text" />}</span>}
    >
      {updates ? (
        <Steps mac={mac} state={state} openPage={openPage} />
      ) : (
        <Button onPress={openPage}>
          <Say id="set.updates-open" />
        </Button>
      )}
    </Row>
  );
}
