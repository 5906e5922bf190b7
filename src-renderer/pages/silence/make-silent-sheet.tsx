import { type ReactNode, useState } from 'react';
import type { Output } from '#contract/contract.ts';
import { displayOf } from '#core/surface/find-sender.ts';
import type { Sentence } from '#core/words/sentence.ts';
import { useApp } from '../../context/app-context.ts';
import { Say, Told } from '../../context/words.tsx';
import { Button } from '../../parts/button.tsx';
import { Handle } from '../../parts/handle.tsx';
import { Icon } from '../../parts/icons.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { SettingDiff } from './setting-diff.tsx';

/** Read-back takes longer while an agent run is active (RULE-6.7), ms. */
const waitMs = 330_000;

type Plan = Output<'silence'>;

interface CarriedProps {
  readonly carried: readonly string[] | null;
  readonly dropped: ReadonlySet<string>;
  readonly onDrop: (handle: string, drop: boolean) => void;
  readonly dropAll: boolean;
  readonly onDropAll: (drop: boolean) => void;
}

/** Who is let in by the pairing store today: kept unless the owner says otherwise. */
function Carried({ carried, dropped, onDrop, dropAll, onDropAll }: CarriedProps): ReactNode {
  const { state } = useApp();
  if (carried === null) {
    return (
      <>
        <p className="trouble">
          <Say id="silent.carried-unknown" />
        </p>
        <label className="check">
          <input type="checkbox" checked={dropAll} onChange={(event) => onDropAll(event.target.checked)} />
          <Say id="silent.carried-drop" />
        </label>
      </>
    );
  }
  if (carried.length === 0) {
    return (
      <p className="hint">
        <Say id="silent.carried-none" />
      </p>
    );
  }
  return (
    <>
      <p>
        <Say id="silent.carried" />
      </p>
      <ul className="group checks">
        {carried.map((handle) => (
          <li key={handle}>
            <label className="check">
              <input
                type="checkbox"
                checked={!dropped.has(handle)}
                onChange={(event) => onDrop(handle, !event.target.checked)}
              />
              <Handle text={displayOf(state.senders, handle)} />
            </label>
          </li>
        ))}
      </ul>
    </>
  );
}

function Done({ applied }: { readonly applied: Plan }): ReactNode {
  const silent = applied.silence.state === 'silent';
  return (
    <div className="sheet-done" role="status">
      <Icon name={silent ? 'silence' : 'info'} />
      {silent ? (
        <>
          <strong>
            <Say id="silent.done" />
          </strong>
          <p>
            <Say id="silent.done-text" />
          </p>
        </>
      ) : (
        <p>
          <Say id="silent.not-yet" />
        </p>
      )}
    </div>
  );
}

/** Shows what would be written, applies it, and says what was read back: never more. */
export function MakeSilentSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { state, client } = useApp();
  const [dropped, setDropped] = useState<ReadonlySet<string>>(new Set());
  const [dropAll, setDropAll] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Sentence | null>(null);
  const [applied, setApplied] = useState<Plan | null>(null);
  const dropPaired = dropAll || (dropped.size > 0 && [...dropped]);
  const plan = useLoad('silence', { action: 'show', ...(dropPaired ? { dropPaired } : {}) }, null);

  // Whom it concerns is read once: unticking someone must not take their row away.
  const [carried, setCarried] = useState<readonly string[] | null | undefined>(undefined);
  if (plan.state === 'ready' && carried === undefined) setCarried(plan.value.carriedOver);

  const apply = async (): Promise<void> => {
    setBusy(true);
    setTrouble(null);
    const answer = await client.ask('silence', {
      action: 'apply',
      waitMs,
      ...(dropPaired ? { dropPaired } : {}),
    });
    setBusy(false);
    if (answer.ok) setApplied(answer.value);
    else setTrouble(answer.error.sentence);
  };
  const drop = (handle: string, gone: boolean): void => {
    const next = new Set(dropped);
    if (gone) next.add(handle);
    else next.delete(handle);
    setDropped(next);
  };
  const ready = carried !== undefined && (carried !== null || dropAll);

  return (
    <Sheet
      wide
      title={<Say id="silent.title" />}
      onClose={onClose}
      actions={
        applied ? (
          <Button onPress={onClose}>
            <Say id="action.done" />
          </Button>
        ) : (
          <>
            <Button onPress={onClose}>
              <Say id="action.cancel" />
            </Button>
            <Button tone="strong" busy={busy} disabled={busy || !ready} onPress={() => void apply()}>
              <Say id={busy ? 'silent.doing' : 'silent.do'} />
            </Button>
          </>
        )
      }
    >
      {applied ? (
        <Done
          applied={{
            ...applied,
            silence: state.status.silence.state === 'silent' ? state.status.silence : applied.silence,
          }}
        />
      ) : (
        <>
          <p>
            <Say id="silent.text" />
          </p>
          {carried !== undefined && (
            <Carried
              carried={carried}
              dropped={dropped}
              onDrop={drop}
              dropAll={dropAll}
              onDropAll={setDropAll}
            />
          )}
          {plan.state === 'ready' && plan.value.notCarried.length > 0 && (
            <>
              <p className="trouble">
                <Say id="silent.lost" />
              </p>
              <ul className="group plain-rows">
                {plan.value.notCarried.map((entry) => (
                  <li key={entry}>
                    <Handle text={entry} />
                  </li>
                ))}
              </ul>
            </>
          )}
          <p>
            <Say id="silent.groups" />
          </p>
          <h3>
            <Say id="silent.diff" />
          </h3>
          {plan.state === 'ready' ? (
            plan.value.changes.length > 0 ? (
              <SettingDiff changes={plan.value.changes} />
            ) : (
              <p className="hint">
                <Say id="silent.diff-none" />
              </p>
            )
          ) : plan.state === 'failed' ? (
            <p className="trouble">
              <Told sentence={plan.trouble} />
            </p>
          ) : (
            <p className="hint">
              <Say id="silent.loading" />
            </p>
          )}
          {trouble !== null && (
            <p className="trouble" role="alert">
              <Told sentence={trouble} />
            </p>
          )}
        </>
      )}
    </Sheet>
  );
}
