import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Verdict } from '#core/decision/decision.ts';
import { type CrowdView, crowdsOf } from '#core/surface/crowds.ts';
import { findSender } from '#core/surface/find-sender.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { Shelf } from '#core/surface/shelf.ts';
import { useApp } from '../../context/app-context.ts';
import type { Painted } from '../../context/use-verdicts.ts';
import { Say, useWords } from '../../context/words.tsx';
import { Segmented } from '../../parts/controls.tsx';
import { Icon } from '../../parts/icons.tsx';
import { usePointerInside } from '../../parts/use-pointer-inside.ts';
import { PeopleTools } from './add/people-tools.tsx';
import { Detail } from './card/detail.tsx';
import { ManyCard } from './card/many-card.tsx';
import { EmptyList } from './list/empty-list.tsx';
import { SearchField } from './list/search-field.tsx';
import { SenderList } from './list/sender-list.tsx';
import { type SenderPage as PageName, rowsOf, sendersOn, shelvesOf } from './list/shelves.ts';
import { useSelection } from './list/use-selection.ts';
import { useStableOrder } from './list/use-stable-order.ts';

const segmentWords = {
  waiting: 'list.strangers',
  known: 'list.known',
  ignored: 'list.ignored',
  blocked: 'list.blocked',
} as const;

interface SegmentsProps {
  readonly page: PageName;
  readonly shelf: Shelf;
  readonly onShelf: (shelf: Shelf) => void;
}

function Segments({ page, shelf, onShelf }: SegmentsProps): ReactNode {
  const { status } = useApp();
  const words = useWords();
  if (page !== 'waiting' && page !== 'refused') return null;
  return (
    <Segmented<Shelf>
      label={words.say(`page.${page}`)}
      value={shelf}
      onChange={onShelf}
      options={shelvesOf[page].map((value) => ({
        value,
        label: (
          <>
            <Say id={segmentWords[value]} />{' '}
            <span className="count">{words.times.number(status.counts[value])}</span>
          </>
        ),
      }))}
    />
  );
}

/** A page of senders: list and card side by side. */
export function SenderPage({ page }: { readonly page: PageName }): ReactNode {
  const { state, target, verdicts } = useApp();
  const words = useWords();
  const [shelf, setShelf] = useState<Shelf>(() => targetShelf(page, target.handle, state.senders));
  const [query, setQuery] = useState('');
  const pointer = usePointerInside();
  const [scrolled, setScrolled] = useState(false);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const listed = useMemo(() => sendersOn(state.senders, shelf, query), [state.senders, shelf, query]);
  // Whoever is searched for is found by themselves.
  const crowds = useMemo(() => crowdsOf(query.trim() === '' ? listed : []), [listed, query]);
  const wanted = useMemo(() => rowsOf(listed, crowds, opened), [listed, crowds, opened]);
  // Those that are crowds no more may still be painted.
  const painted = useRef(new Map<string, CrowdView>()).current;
  for (const [id, crowd] of crowds) painted.set(id, crowd);
  const [several, setSeveral] = useState(false);
  const hold = pointer.inside ? 'still' : scrolled || several ? 'no-arrivals' : 'free';
  const order = useStableOrder(wanted, hold, `${shelf} ${query} ${[...opened]}`);
  const selection = useSelection(order.ids);
  const { select, open, isChosen, active, onKey } = selection;
  const list = useRef<HTMLDivElement>(null);
  if (several !== selection.ids.size > 1) setSeveral(selection.ids.size > 1);

  // A page begins with its newest sender open, and keeps them open while they are listed. Without the focus: keys act on
  // whom the owner went to, and buttons are inert for a moment as after every change of the card.
  useEffect(() => {
    const sender = active === null ? undefined : state.senders.get(active);
    if ((isChosen && sender) || (active !== null && order.ids.includes(active))) return;
    const [newest = null] = order.ids;
    if (newest !== active) open(newest);
  }, [isChosen, active, order.ids, open, state.senders]);

  // Whoever the owner chose has a row, also when they are one of a crowd.
  useEffect(() => {
    const mark = (isChosen && active !== null && state.senders.get(active)?.textMark) || '';
    if (crowds.has(mark)) setOpened((before) => (before.has(mark) ? before : new Set([...before, mark])));
  }, [isChosen, active, crowds, state.senders]);

  const openCrowd = useCallback(
    (id: string, opens = !opened.has(id)): void => {
      setOpened(new Set([...opened].filter((one) => one !== id).concat(opens ? id : [])));
      // One of its members may have been: they have no row any more.
      select(id);
    },
    [opened, select],
  );

  // A menu or a banner asks for a sender: go where they are now.
  const asked = useRef<unknown>(null);
  useEffect(() => {
    if (asked.current === target) return;
    if (target.crowd !== undefined && crowds.has(target.crowd)) {
      asked.current = target;
      select(target.crowd);
    }
    if (target.handle === undefined) return;
    const wantedSender = findSender(state.senders, target.handle);
    if (!wantedSender) return;
    asked.current = target;
    setShelf(wantedSender.shelf);
    setQuery('');
    select(wantedSender.id);
  }, [target, crowds, state.senders, select]);

  const latestKey = useRef(onKey);
  latestKey.current = onKey;
  // Arrows work from the start, before anything has the focus.
  useEffect(() => {
    const onArrow = (event: KeyboardEvent): void => {
      if (event.target !== document.body || !/^Arrow(Up|Down)$/.test(event.key) || !list.current) return;
      event.preventDefault();
      list.current.focus();
      latestKey.current(event, 1);
    };
    window.addEventListener('keydown', onArrow);
    return () => window.removeEventListener('keydown', onArrow);
  }, []);

  // Whoever joins a crowd that is selected is not painted before the owner asks for it.
  const chosen = useStableOrder(
    [...selection.ids].flatMap((id) => crowds.get(id)?.members.map((member) => member.id) ?? id),
    'no-arrivals',
    selection.ids,
  );
  const selected = [...new Set(chosen.ids)].flatMap((id) => state.senders.get(id) ?? []);
  const [row = ''] = selection.ids.size === 1 ? selection.ids : [];
  const goOn = (decided: readonly Pick<Painted, 'id'>[]): void => {
    const gone = new Set(decided.map(({ id }) => id));
    const at = order.ids.findIndex((id) => gone.has(id));
    const next =
      order.ids.slice(at).find((id) => !gone.has(id)) ??
      order.ids.slice(0, at).findLast((id) => !gone.has(id));
    select(next ?? null);
    list.current?.focus({ preventScroll: true });
  };
  const decideMany = (verdict: Verdict, senders: readonly Painted[]): void => {
    const crowd = crowds.get(row)?.id;
    void verdicts
      .give(verdict, senders, { crowd })
      .then((stand) => stand && goOn([...senders, ...(crowd === undefined ? [] : [{ id: crowd }])]));
  };
  const [only] = selected;

  return (
    <div className={isChosen && selected.length > 0 ? 'senders has-selection' : 'senders'}>
      <div className="list-pane">
        <div className="list-tools">
          <Segments
            page={page}
            shelf={shelf}
            onShelf={(chosen) => {
              setShelf(chosen);
              select(null);
            }}
          />
          <SearchField value={query} onChange={setQuery} />
          {page === 'people' && <PeopleTools />}
        </div>
        <div className="list-area" {...pointer.on}>
          {order.pending > 0 && (
            <button
              type="button"
              className="new-pill"
              aria-label={words.say('list.new-spoken', { count: order.pending })}
              onClick={order.release}
            >
              <Say id="list.new" with={{ count: order.pending }} />
            </button>
          )}
          {order.ids.length === 0 ? (
            <EmptyList shelf={shelf} query={query} />
          ) : (
            <SenderList
              key={`${shelf} ${query}`}
              ref={list}
              ids={order.ids}
              crowds={painted}
              opened={opened}
              onOpen={openCrowd}
              selection={selection}
              isOnList={(sender) => sender.shelf === shelf}
              onScrolled={setScrolled}
              label={words.say('list.senders')}
            />
          )}
        </div>
      </div>
      <div className="detail-pane">
        <button type="button" className="back-button button quiet" onClick={() => select(null)}>
          <Icon name="back" />
          <Say id="action.back" />
        </button>
        {selected.length > 1 || crowds.has(row) ? (
          <ManyCard
            senders={selected}
            crowd={
              crowds.has(row)
                ? {
                    pending: chosen.pending,
                    release: chosen.release,
                    isOpen: opened.has(row),
                    open: () => openCrowd(row),
                  }
                : null
            }
            onVerdict={decideMany}
          />
        ) : (
          only && <Detail sender={only} onDecided={(sender) => goOn([sender])} />
        )}
      </div>
    </div>
  );
}

function targetShelf(
  page: PageName,
  handle: string | undefined,
  senders: ReadonlyMap<string, SenderView>,
): Shelf {
  const [first] = shelvesOf[page];
  if (handle === undefined) return first;
  const sender = findSender(senders, handle);
  const shelf = sender?.shelf ?? first;
  return shelvesOf[page].some((name) => name === shelf) ? shelf : first;
}
