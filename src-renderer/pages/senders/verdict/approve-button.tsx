import { type ReactNode, useId, useRef, useState } from 'react';
import { type ApprovalLength, approvalLengths } from '#core/decision/approval-length.ts';
import { Say, useWords } from '../../../context/words.tsx';
import { Icon } from '../../../parts/icons.tsx';
import { PopMenu } from '../../../parts/pop-menu.tsx';

/** null: for good. */
const choices = [null, ...approvalLengths] as const;

interface ApproveButtonProps {
  readonly length: ApprovalLength | null;
  readonly onLength: (length: ApprovalLength | null) => void;
  readonly onApprove: (event: { readonly detail: number }) => void;
  readonly inert: boolean;
  readonly spoken: string;
}

/** Approve, with an arrow that chooses for how long: choosing changes what is said, and decides nothing. */
export function ApproveButton(props: ApproveButtonProps): ReactNode {
  const { length, onLength, onApprove, inert, spoken } = props;
  const words = useWords();
  const [open, setOpen] = useState(false);
  const arrow = useRef<HTMLButtonElement>(null);
  const menuId = useId();
  const close = useRef(() => {
    setOpen(false);
    arrow.current?.focus();
  }).current;
  return (
    <span className="split">
      <button
        type="button"
        className="button strong"
        aria-disabled={inert || undefined}
        aria-label={spoken}
        onClick={onApprove}
      >
        <Say id={length === null ? 'action.approve' : `action.approve-${length}`} />
      </button>
      <button
        ref={arrow}
        type="button"
        className="button strong split-arrow"
        aria-label={words.say('action.how-long')}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? menuId : undefined}
        onClick={() => setOpen(!open)}
      >
        <Icon name="chevron" />
      </button>
      {open && (
        <span id={menuId}>
          <PopMenu
            choices={choices.map((choice) => ({
              id: choice ?? 'always',
              label: <Say id={`length.${choice ?? 'always'}`} />,
              checked: choice === length,
            }))}
            onClose={close}
            onChoose={(id) => {
              onLength(choices.find((choice) => choice === id) ?? null);
              close();
            }}
          />
        </span>
      )}
    </span>
  );
}
