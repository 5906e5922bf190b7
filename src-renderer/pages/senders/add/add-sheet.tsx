import { type ReactNode, useId, useState } from 'react';
import { type ApprovalLength, approvalLengths } from '#core/decision/approval-length.ts';
import type { Sentence } from '#core/words/sentence.ts';
import { useApp } from '../../../context/app-context.ts';
import { Say, Told } from '../../../context/words.tsx';
import { Button } from '../../../parts/button.tsx';
import { Sheet } from '../../../parts/sheet.tsx';

const lengths = ['always', ...approvalLengths] as const;

/** Approve or block someone who has not written yet. Whether the address is one is judged by the app, in words. */
export function AddSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { show, client } = useApp();
  const [typed, setTyped] = useState('');
  const [length, setLength] = useState<ApprovalLength | 'always'>('always');
  const [trouble, setTrouble] = useState<Sentence | null>(null);
  const [busy, setBusy] = useState(false);
  const fieldId = useId();
  const handle = typed.trim();

  const give = async (verdict: 'approve' | 'block'): Promise<void> => {
    setBusy(true);
    const answer = await client.ask('verdict', {
      verdict,
      handle,
      add: true,
      source: 'window',
      ...(verdict === 'approve' && length !== 'always' ? { for: length } : {}),
    });
    setBusy(false);
    if (!answer.ok) {
      setTrouble(answer.error.sentence);
      return;
    }
    onClose();
    const page = verdict === 'approve' ? 'people' : 'refused';
    show({ page, handle: answer.value.decision.handle });
  };

  return (
    <Sheet
      title={<Say id="add.title" />}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Say id="action.cancel" />
          </Button>
          <span className="grow" />
          <Button tone="danger" disabled={handle === '' || busy} onPress={() => void give('block')}>
            <Say id="action.block" />
          </Button>
          <Button disabled={handle === '' || busy} onPress={() => void give('approve')}>
            <Say id={length === 'always' ? 'action.approve' : `action.approve-${length}`} />
          </Button>
        </>
      }
    >
      <p>
        <Say id="add.text" />
      </p>
      <label className="field" htmlFor={fieldId}>
        <Say id="add.field" />
        <input
          id={fieldId}
          dir="ltr"
          value={typed}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={trouble !== null}
          aria-describedby={`${fieldId}-hint`}
          onChange={(event) => {
            setTyped(event.target.value);
            setTrouble(null);
          }}
        />
        <span id={`${fieldId}-hint`} className={trouble === null ? 'hint' : 'hint trouble'} role="status">
          {trouble === null ? <Say id="add.example" /> : <Told sentence={trouble} />}
        </span>
      </label>
      <label className="field">
        <Say id="add.length" />
        <select
          value={length}
          onChange={(event) => setLength(lengths.find((name) => name === event.target.value) ?? 'always')}
        >
          {lengths.map((name) => (
            <option key={name} value={name}>
              <Say id={`length.${name}`} />
            </option>
          ))}
        </select>
      </label>
    </Sheet>
  );
}
