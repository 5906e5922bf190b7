import type { ReactNode } from 'react';
import type { LeakView } from '#core/leak/leak.ts';
import { displayOf } from '#core/surface/find-sender.ts';
import { useApp } from '../context/app-context.ts';
import { Say, useWords } from '../context/words.tsx';
import { Button } from '../parts/button.tsx';
import { Handle } from '../parts/handle.tsx';
import { Icon } from '../parts/icons.tsx';

/** Something was sent to someone who is not let in. It stays until the owner says they have seen it. */
export function LeakBanner(): ReactNode {
  const { status, say, nowMs, client, act } = useApp();
  const words = useWords();
  if (status.leaks.length === 0) return null;
  const clear = async (): Promise<void> => {
    for (const { id } of status.leaks) {
      const answer = await client.ask('leaks', { clear: id });
      if (!answer.ok) say(answer.error.sentence);
    }
  };
  const channelIsOn = status.channel.state !== 'off' && status.channel.state !== 'stopping';
  return (
    <section className="leak" role="alert" aria-label={words.say('leak.spoken')}>
      <Icon name="warning" />
      <div className="leak-text">
        <h2>
          <Say id="leak.title" />
        </h2>
        <ul>
          {status.leaks.map((leak) => (
            <li key={leak.id}>
              <Say
                id={`leak.line-${leak.kind}`}
                with={{
                  handle: <Addressee leak={leak} />,
                  when: words.moment(Date.parse(leak.at), nowMs),
                }}
              />
            </li>
          ))}
        </ul>
      </div>
      <div className="leak-actions">
        <Button onPress={() => void clear()}>
          <Say id="leak.clear" />
        </Button>
        {channelIsOn && (
          <Button tone="danger" onPress={() => act({ kind: 'channel', on: false })}>
            <Say id="leak.stop" />
          </Button>
        )}
      </div>
    </section>
  );
}

/** To whom it went: a group and several addresses are no person. */
function Addressee({ leak: { handle, place } }: { leak: LeakView }): ReactNode {
  const { state } = useApp();
  const address = <Handle text={displayOf(state.senders, handle)} />;
  if (place === 'group') return <Say id="leak.to-group" with={{ handle: address }} />;
  return place === 'one-of' ? <Say id="leak.to-one-of" with={{ handle: address }} /> : address;
}
