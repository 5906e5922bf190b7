import { type ReactNode, useState } from 'react';
import type { FindingView } from '#core/silence/finding.ts';
import { useApp } from '../../context/app-context.ts';
import { Say, Told, useWords } from '../../context/words.tsx';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icons.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { Exposure } from './exposure.tsx';
import { MakeSilentSheet } from './make-silent-sheet.tsx';
import { SettingDiff } from './setting-diff.tsx';

const severities = ['red', 'amber', 'info'] as const;

function Headline(): ReactNode {
  const { status, live } = useApp();
  const state = live ? status.silence.state : 'unknown';
  return (
    <section className={`headline ${state}`}>
      <span className="headline-glyph">
        <Icon name={state === 'silent' ? 'silence' : 'warning'} />
      </span>
      <div>
        <h2>
          <Say id={`silence.${state}`} />
        </h2>
        <p>
          <Say id={`silence.${state}-text`} />
        </p>
      </div>
    </section>
  );
}

function Finding({ finding }: { readonly finding: FindingView }): ReactNode {
  const { show, live } = useApp();
  const words = useWords();
  return (
    <li className={`finding ${finding.severity}`}>
      <Icon name={finding.severity === 'info' ? 'info' : 'warning'} />
      <div className="finding-text">
        <p className="finding-severity">
          <Say id={`silence.${finding.severity}`} />
        </p>
        <p className="finding-title">
          <Say id={`finding.${finding.id}`} />
        </p>
        {finding.changes.length > 0 && <SettingDiff changes={finding.changes} />}
        {finding.fixes.length > 0 && (
          <p className="hint">
            <Say id="silence.fix" with={{ how: finding.fixes.map((fix) => words.sentence(fix)).join(' ') }} />
          </p>
        )}
      </div>
      {finding.oneStep && live && (
        <Button tone="strong" onPress={() => show({ page: 'silence', ask: 'make-silent' })}>
          <Say id="silence.make" />
        </Button>
      )}
    </li>
  );
}

/** Taking “Make it silent” back, where the app says it can be. */
function UndoSilence(): ReactNode {
  const { say, status, client } = useApp();
  const [turn, setTurn] = useState(0);
  const [undone, setUndone] = useState(false);
  const loaded = useLoad('silence', { action: 'show' }, `${turn} ${status.silence.state}`);
  const undo = async (): Promise<void> => {
    const answer = await client.ask('silence', { action: 'undo' });
    if (answer.ok) setUndone(true);
    else say(answer.error.sentence);
    setTurn(turn + 1);
  };
  if (undone) {
    return (
      <p className="hint" role="status">
        <Say id="silence.undone" />
      </p>
    );
  }
  if (loaded.state !== 'ready' || !loaded.value.canUndo) return null;
  return (
    <Button tone="quiet" onPress={() => void undo()}>
      <Say id="silence.undo" />
    </Button>
  );
}

/** Each account in words, where there is more than one: what is said of all is not so of each. */
function Accounts(): ReactNode {
  const { status, live } = useApp();
  if (!live || status.accounts.length < 2) return null;
  return (
    <section className="exposure">
      <h2>
        <Say id="silence.accounts" />
      </h2>
      <ul className="group plain-rows">
        {status.accounts.map(({ id, detail }) => (
          <li key={id}>
            <Told sentence={detail} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What strangers get, by which settings, and how to make it nothing (UX-5.1). */
export function SilencePage(): ReactNode {
  const { status, target, show, live } = useApp();
  const findings = status.silence.findings.toSorted(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
  return (
    <div className="scroll-page">
      <div className="column">
        <Headline />
        {findings.length > 0 ? (
          <ul className="findings">
            {findings.map((finding) => (
              <Finding key={finding.id} finding={finding} />
            ))}
          </ul>
        ) : (
          status.silence.state === 'silent' && (
            <p className="hint centred">
              <Say id="silence.no-findings" />
            </p>
          )
        )}
        <Accounts />
        {live && <UndoSilence />}
        <Exposure />
        {target.ask === 'make-silent' && <MakeSilentSheet onClose={() => show({ page: 'silence' })} />}
      </div>
    </div>
  );
}
