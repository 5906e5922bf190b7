import { type ReactNode, useState } from 'react';
import type { Output } from '#contract/contract.ts';
import type { Sentence } from '#core/words/sentence.ts';
import { useApp } from '../../../context/app-context.ts';
import { Say, Told, useWords } from '../../../context/words.tsx';
import { Button } from '../../../parts/button.tsx';
import { Handle } from '../../../parts/handle.tsx';
import { Sheet } from '../../../parts/sheet.tsx';
import { useLoad } from '../../../parts/use-load.ts';

type Invite = Output<'invite'>['invite'];

function CodeState({ invite }: { readonly invite: Invite }): ReactNode {
  const words = useWords();
  const { nowMs } = useApp();
  if (invite.state === 'spent') {
    return <Say id="invite.state-spent" with={{ handle: <Handle text={invite.spentBy ?? ''} /> }} />;
  }
  if (invite.state === 'expired') return <Say id="invite.state-expired" />;
  return <Say id="invite.state-open" with={{ until: words.until(Date.parse(invite.expiresAt), nowMs) }} />;
}

function Codes({ again }: { readonly again: unknown }): ReactNode {
  const words = useWords();
  const { nowMs } = useApp();
  const loaded = useLoad('invites', {}, again);
  if (loaded.state !== 'ready' || loaded.value.items.length === 0) return null;
  return (
    <>
      <h3>
        <Say id="invite.list" />
      </h3>
      <ul className="plain-rows">
        {loaded.value.items.map((invite) => (
          <li key={invite.id}>
            <span>
              <Say id="invite.made" with={{ when: words.moment(Date.parse(invite.createdAt), nowMs) }} />
            </span>
            <span className="hint">
              <CodeState invite={invite} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Makes a one-time code. It is shown once, and lets nobody in by itself. */
export function InviteSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { nowMs, client } = useApp();
  const words = useWords();
  const [invite, setInvite] = useState<Invite | null>(null);
  const [trouble, setTrouble] = useState<Sentence | null>(null);
  const [copied, setCopied] = useState(false);

  const make = async (): Promise<void> => {
    const answer = await client.ask('invite', {});
    if (answer.ok) setInvite(answer.value.invite);
    else setTrouble(answer.error.sentence);
  };
  const copy = (code: string): void => {
    void navigator.clipboard.writeText(code).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };

  return (
    <Sheet
      title={<Say id="invite.title" />}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Say id="action.done" />
          </Button>
          {invite === null && (
            <Button onPress={() => void make()}>
              <Say id="invite.make" />
            </Button>
          )}
        </>
      }
    >
      <p>
        <Say id="invite.text" />
      </p>
      {invite?.code && (
        <div className="code-box">
          <output className="code" aria-label={words.say('invite.code')} data-foreign="">
            {invite.code}
          </output>
          <Button onPress={() => copy(invite.code ?? '')}>
            <Say id={copied ? 'action.copied' : 'action.copy'} />
          </Button>
          <p className="hint">
            <Say id="invite.once" with={{ until: words.until(Date.parse(invite.expiresAt), nowMs) }} />
          </p>
        </div>
      )}
      {trouble !== null && (
        <p className="hint trouble" role="status">
          <Told sentence={trouble} />
        </p>
      )}
      <Codes again={invite?.id} />
    </Sheet>
  );
}
