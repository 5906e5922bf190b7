import { type ReactNode, useState } from 'react';
import type { Output } from '#contract/contract.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { Say, Told } from '../../../context/words.tsx';
import { Icon } from '../../../parts/icons.tsx';
import { useLoad } from '../../../parts/use-load.ts';

const questions = ['dm', 'group', 'command'] as const;
type Answer = Output<'explain'>['dm'];

function verdictKey({ allowed }: Answer): 'explain.yes' | 'explain.no' | 'explain.maybe' {
  if (allowed === null) return 'explain.maybe';
  return allowed ? 'explain.yes' : 'explain.no';
}

function Answers({ sender }: { readonly sender: SenderView }): ReactNode {
  const loaded = useLoad('explain', { handle: sender.handle }, sender.revision);
  if (loaded.state === 'loading') return <div className="facts loading" />;
  if (loaded.state === 'failed') {
    return (
      <p className="hint">
        <Told sentence={loaded.trouble} />
      </p>
    );
  }
  const { accounts } = loaded.value;
  if (accounts.length < 2) return <AnswerList answers={loaded.value} />;
  return accounts.map((one) => (
    <section key={one.accountId}>
      <p className="hint" data-foreign="">
        {one.accountId}
      </p>
      <AnswerList answers={one} />
    </section>
  ));
}

function AnswerList({
  answers,
}: {
  readonly answers: Pick<Output<'explain'>, (typeof questions)[number]>;
}): ReactNode {
  return (
    <dl className="facts">
      {questions.map((name) => {
        const answer = answers[name];
        return (
          <div className="fact" key={name}>
            <dt>
              <Say id={`explain.${name}`} />
            </dt>
            <dd>
              <Say id={verdictKey(answer)} />
              <span className="hint">
                <Say id={`rule.${answer.rule}`} />
              </span>
              {answer.setting !== null && <code>{answer.setting}</code>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** On request: what the gateway's present settings would do with this handle, and by which rule. */
export function Explain({ sender }: { readonly sender: SenderView }): ReactNode {
  const [open, setOpen] = useState<string | null>(null);
  const asked = open === sender.id;
  return (
    <section className="card-section">
      <button
        type="button"
        className="disclosure"
        aria-expanded={asked}
        onClick={() => setOpen(asked ? null : sender.id)}
      >
        <Icon name="forward" />
        <Say id={asked ? 'explain.title' : 'explain.ask'} />
      </button>
      {asked && <Answers sender={sender} />}
    </section>
  );
}
