import type { ReactNode } from 'react';
import { useApp } from '../../context/app-context.ts';
import { useLoginItem } from '../../context/use-mac.ts';
import { Say } from '../../context/words.tsx';
import { Button } from '../../parts/button.tsx';
import { Switch } from '../../parts/controls.tsx';

/** Open at login, as macOS says it is: read again whenever the window gets the focus, for it may be changed there. */
export function LoginItem(): ReactNode {
  const { bridge, act } = useApp();
  const { mac } = bridge;
  const { state, set } = useLoginItem(mac);
  const trouble = state === 'requires-approval' || state === 'not-found' ? state : null;
  return (
    <>
      <Switch
        label={<Say id="set.login" />}
        hint={mac === null ? <Say id="set.login-browser" /> : trouble && <Say id={`set.login-${trouble}`} />}
        checked={state === 'enabled' || state === 'requires-approval'}
        disabled={mac === null || state === null}
        onChange={set}
      />
      {state === 'requires-approval' && (
        <div className="setting-row">
          <Button onPress={() => act({ kind: 'open', link: 'login-items' })}>
            <Say id="set.open-pane" />
          </Button>
        </div>
      )}
    </>
  );
}
