import type { ReactNode } from 'react';
import { useApp } from '../context/app-context.ts';
import { Say } from '../context/words.tsx';
import { Button } from '../parts/button.tsx';
import { Sheet } from '../parts/sheet.tsx';

/** The question before a held channel is started although a removed person is still on the gateway's list. */
export function AskStartHeld(): ReactNode {
  const { act, show, status, target } = useApp();
  if (target.ask !== 'start-held' || status.channel.heldBy === null) return null;
  const close = (): void => show({ page: target.page });
  const start = (): void => {
    close();
    act({ kind: 'channel', on: true });
  };
  return (
    <Sheet
      title={<Say id="ask.held-title" />}
      onClose={close}
      actions={
        <>
          <Button onPress={close}>
            <Say id="action.cancel" />
          </Button>
          <Button tone="danger" onPress={start}>
            <Say id="action.start-anyway" />
          </Button>
        </>
      }
    >
      <p>
        <Say id="ask.held-text" />
      </p>
    </Sheet>
  );
}
