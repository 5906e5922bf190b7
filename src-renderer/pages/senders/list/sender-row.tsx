import { memo, type ReactNode } from 'react';
import type { CrowdView } from '#core/surface/crowds.ts';
import { doingKey, isUnderWay } from '#core/surface/menu-senders.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { warningsOf } from '#core/surface/sender-words.ts';
import { Say, useWords } from '../../../context/words.tsx';
import { Foreign, Handle } from '../../../parts/handle.tsx';
import { Icon, type IconName } from '../../../parts/icons.tsx';

export const kindIcons: Readonly<Record<SenderView['kind'], IconName>> = {
  phone: 'phone',
  email: 'email',
  'short-code': 'tag',
  other: 'tag',
};

interface SenderRowProps {
  /** Of a crowd, what is shown of all of it. */
  readonly sender: SenderView;
  /** The row is that of a whole crowd. */
  readonly crowd?: CrowdView | undefined;
  /** The crowd’s members stand below it. */
  readonly open: boolean;
  /** It stands below its crowd. */
  readonly member: boolean;
  readonly onOpen: (id: string) => void;
  readonly domId: string;
  readonly top: number;
  readonly selected: boolean;
  readonly active: boolean;
  /** It has left this list meanwhile and is only still painted so that nothing moves under the pointer. */
  readonly left: boolean;
  readonly position: number;
  readonly total: number;
  readonly nowMs: number;
  readonly onPress: (id: string, how: 'one' | 'toggle' | 'range') => void;
}

/** One sender in a list, or a crowd. Fixed height; a press selects, and never decides. */
export const SenderRow = memo(function SenderRow(props: SenderRowProps): ReactNode {
  const { sender, crowd, nowMs, left } = props;
  const { id } = crowd ?? sender;
  const words = useWords();
  const lastMs = Date.parse(sender.lastSeenAt);
  const classes = [
    'row',
    props.selected && 'selected',
    props.active && 'active',
    left && 'left',
    props.member && 'member',
  ];
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the active row
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys
    <div
      id={props.domId}
      role="option"
      aria-selected={props.selected}
      aria-posinset={props.position}
      aria-setsize={props.total}
      className={classes.filter(Boolean).join(' ')}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={(event) =>
        props.onPress(id, event.shiftKey ? 'range' : event.metaKey || event.ctrlKey ? 'toggle' : 'one')
      }
    >
      {crowd ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: the list's own keys do the same
        // biome-ignore lint/a11y/useKeyWithClickEvents: the list's own keys do the same
        <span
          className="row-dot row-open"
          onClick={(event) => {
            event.stopPropagation();
            props.onOpen(id);
          }}
        >
          <Icon name={props.open ? 'chevron' : 'forward'} />
        </span>
      ) : (
        <span className="row-dot">{sender.new && sender.state === 'waiting' && <RowDot />}</span>
      )}
      <span className="row-head">
        {crowd ? (
          <span className="row-handle">
            <Say id="crowd.title" with={{ count: crowd.members.length }} />
          </span>
        ) : (
          <Handle text={sender.display} className="row-handle" />
        )}
        <time className="row-time" dateTime={sender.lastSeenAt}>
          {words.ago(lastMs, nowMs)}
        </time>
      </span>
      <span className="row-preview">
        {sender.preview === null ? <Say id="row.no-text" /> : <Foreign text={sender.preview} />}
      </span>
      <RowFoot sender={sender} left={left} />
    </div>
  );
});

function RowDot(): ReactNode {
  const words = useWords();
  return <span className="new-dot" role="img" aria-label={words.say('row.new')} />;
}

function RowFoot({ sender, left }: { readonly sender: SenderView; readonly left: boolean }): ReactNode {
  const warnings = warningsOf(sender).length;
  const words = useWords();
  if (sender.decision && isUnderWay(sender)) {
    return (
      <span className="row-foot">
        <span className="doing">{words.say(doingKey(sender.decision.verdict))}</span>
      </span>
    );
  }
  return (
    <span className="row-foot">
      {left && <strong>{words.say(`state.${sender.state}`)}</strong>}
      <span>{sender.service}</span>
      {sender.knocks > 1 && <Say id="row.times" with={{ count: sender.knocks }} />}
      {sender.bringsInvite && (
        <span className="row-sign good">
          <Icon name="key" />
          <Say id="row.invite" />
        </span>
      )}
      {warnings > 0 && (
        <span className="row-sign warn">
          <Icon name="warning" />
          <Say id="row.warnings" with={{ count: warnings }} />
        </span>
      )}
      {sender.contact !== null && warnings === 0 && (
        <span className="row-contact">
          <Say id="row.contact" with={{ name: <Foreign text={sender.contact} /> }} />
        </span>
      )}
    </span>
  );
}
