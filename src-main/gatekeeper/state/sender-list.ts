import type { Input, Output } from '#contract/contract.ts';
import { PeepholeError } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { ListedSender, SenderMemory } from '#core/ports/sender-memory.ts';
import type { ShownSenders } from '#core/surface/app-state.ts';
import { fewestOfCrowd } from '#core/surface/crowds.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { type Shelf, shelves } from '#core/surface/shelf.ts';
import { sentence } from '#core/words/sentence.ts';
import { listOf } from './card-prints.ts';
import { inTurns } from './in-turns.ts';

/** Senders of one page, unless fewer are asked for: what is made and written in well under a second. */
const pageSize = 500;
/** Rows of the memory that are looked at in one go. */
const rowsAtOnce = 200;

export interface SenderListDeps {
  readonly memory: SenderMemory;
  readonly cards: Pick<ShownSenders, 'card'>;
  readonly clock: Pick<Clock, 'soon' | 'monotonic'>;
}

type Place = Pick<ListedSender, 'lastSeenMs' | 'id'>;

/** Who is shown, newest first, in pages. */
export class SenderList {
  readonly #deps: SenderListDeps;

  constructor(deps: SenderListDeps) {
    this.#deps = deps;
  }

  /** @throws PeepholeError `stale-revision`: the crowd is not as it was listed; `usage`: `after` is none of ours. */
  async read(input: Input<'list'>): Promise<Omit<Output<'list'>, 'total' | 'textsWithheld'>> {
    const limit = input.limit ?? pageSize;
    return input.crowd === undefined
      ? this.#page(input, limit)
      : this.#crowd(input.crowd, input.after ?? '0', limit);
  }

  async #page(
    { state = 'all', together = false, after }: Input<'list'>,
    limit: number,
  ): Promise<Omit<Output<'list'>, 'total' | 'textsWithheld'>> {
    const isPlace = (one: ListedSender) => !together || one.alike < fewestOfCrowd || one.isNewestAlike;
    const found: ListedSender[] = [];
    const turn = inTurns(this.#deps.clock);
    const rows = newestOf(
      (state === 'all' ? shelves : [state]).map((shelf) =>
        this.#rows(shelf, after === undefined ? null : placeOf(after)),
      ),
    );
    for (const row of rows) {
      if (isPlace(row)) found.push(row);
      if (found.length > limit) break;
      await turn();
    }
    const shown = found.slice(0, limit);
    const marks = new Set(
      shown.flatMap(({ textMark, alike }) => (textMark !== null && alike >= fewestOfCrowd ? textMark : [])),
    );
    const last = shown.at(-1);
    return {
      senders: await this.#cards(shown.map(({ id }) => id)),
      crowds: [...marks].map((mark) => this.#crowdOf(mark)),
      next: found.length > limit && last !== undefined ? `${last.lastSeenMs}.${last.id}` : null,
    };
  }

  /** Of one shelf, newest first; read as far as it is asked for. */
  *#rows(shelf: Shelf, after: Place | null): Generator<ListedSender> {
    const list = listOf(shelf);
    let place = after === null ? null : { list, ...after };
    for (;;) {
      const rows = this.#deps.memory.page(list, place, rowsAtOnce, fewestOfCrowd);
      yield* rows;
      const last = rows.at(-1);
      if (rows.length < rowsAtOnce || last === undefined) return;
      place = last;
    }
  }

  async #crowd(
    name: string,
    after: string,
    limit: number,
  ): Promise<Omit<Output<'list'>, 'total' | 'textsWithheld'>> {
    const { memory } = this.#deps;
    const [count = 0, mark = ''] = [Number(name.split('.')[0]), name.split('.')[1]];
    if (!(count >= 1) || nameOf(memory, mark, count) !== name) {
      throw new PeepholeError('stale-revision', sentence('cli.crowd-changed'));
    }
    const from = Number(after);
    if (!Number.isSafeInteger(from) || from < 0 || from > count) throw notOurs();
    const ids = memory.alike(mark, from, Math.min(limit, count - from));
    return {
      senders: await this.#cards(ids),
      crowds: [{ id: name, textMark: mark, count }],
      next: from + ids.length < count ? String(from + ids.length) : null,
    };
  }

  #crowdOf(textMark: string): Output<'list'>['crowds'][number] {
    const { memory } = this.#deps;
    const count = memory.countAlike(textMark);
    return { id: nameOf(memory, textMark, count), textMark, count };
  }

  async #cards(ids: readonly string[]): Promise<readonly SenderView[]> {
    const cards: SenderView[] = [];
    const turn = inTurns(this.#deps.clock);
    for (const id of ids) {
      const card = this.#deps.cards.card(id);
      // Gone since.
      if (card !== null) cards.push(card);
      await turn();
    }
    return cards;
  }
}

/** A crowd in one word that says exactly who is in it, each as they are painted: of those who came first, so many. */
function nameOf(memory: SenderMemory, textMark: string, count: number): string {
  return `${count}.${textMark}.${memory.printOfAlike(textMark, count).toString(36)}`;
}

function notOurs(): PeepholeError {
  return new PeepholeError('usage', sentence('misfit.wrong', { command: 'list' }));
}

function placeOf(after: string): Place {
  const [, lastSeenMs, id] = /^(-?\d+)\.(.+)$/s.exec(after) ?? [];
  if (id === undefined) throw notOurs();
  return { lastSeenMs: Number(lastSeenMs), id };
}

/** Several that are in order, newest first, as one. */
function* newestOf(lists: readonly Generator<ListedSender>[]): Generator<ListedSender> {
  const heads = lists.flatMap((list) => {
    const { value, done } = list.next();
    return done === true ? [] : { list, head: value as ListedSender };
  });
  for (;;) {
    const first = heads.reduce<(typeof heads)[number] | null>(
      (best, one) => (best === null || isBefore(one.head, best.head) ? one : best),
      null,
    );
    if (first === null) return;
    yield first.head;
    const { value, done } = first.list.next();
    if (done === true) heads.splice(heads.indexOf(first), 1);
    else first.head = value;
  }
}

function isBefore(one: Place, other: Place): boolean {
  return one.lastSeenMs === other.lastSeenMs ? one.id < other.id : one.lastSeenMs > other.lastSeenMs;
}
