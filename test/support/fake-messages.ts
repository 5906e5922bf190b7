import type { MessageRow } from '#core/message/message.ts';
import type { AccessSpan, MessagesEvent, MessagesSource } from '#core/ports/messages.ts';

/** Messages without a Mac: a test says who writes. */
export interface FakeMessages extends MessagesSource {
  /** Rows are committed while we watch. */
  deliver(...rows: readonly MessageRow[]): void;
  /** Anything else that Messages says. */
  tell(event: MessagesEvent): void;
  /** Rows that were there when we started. */
  deliverHistory(...rows: readonly MessageRow[]): void;
}

export interface FakeMessagesOptions {
  readonly ownKeys?: readonly string[];
  /** Addresses that were the owner's, and until when, ms. */
  readonly before?: readonly (readonly [string, number | null])[];
  /** What was there before. */
  readonly history?: readonly MessageRow[];
  readonly contacts?: Readonly<Record<string, string>>;
  readonly ownerWrote?: readonly string[];
  /** Direct chats by key. */
  readonly chats?: Readonly<Record<string, readonly number[]>>;
}

export function fakeMessages(options: FakeMessagesOptions = {}): FakeMessages {
  let listen: (event: MessagesEvent) => void = () => {};
  const rows: MessageRow[] = [];
  const ownerWrote = (key: string, spans: readonly AccessSpan[]): boolean => {
    const isOutside = ({ atMs }: MessageRow) =>
      spans.every(({ fromMs, toMs }) => atMs < fromMs || (toMs !== null && atMs > toMs));
    const own = rows.filter((row) => row.own !== null && row.key === key && row.chat === 'direct');
    return options.ownerWrote?.includes(key) || own.some(isOutside);
  };
  const send = (origin: 'history' | 'live', more: readonly MessageRow[]): void => {
    rows.push(...more);
    // As the reader does: nobody of history, and nobody of a group.
    const keys = new Set(
      origin === 'live' ? more.flatMap(({ key, chat }) => (chat === 'group' ? [] : (key ?? []))) : [],
    );
    const senders = new Map(
      [...keys].map((key) => [
        key,
        { ownerWrote: ownerWrote(key, []), contact: options.contacts?.[key] ?? null },
      ]),
    );
    listen({ type: 'rows', origin, rows: more, senders });
  };
  return {
    start(listener) {
      listen = listener;
      listen({
        type: 'health',
        health: { state: 'reading', detail: null, path: '/chat.db', lastRowId: 0, lastReadAtMs: null },
      });
      if (options.history !== undefined) send('history', options.history);
      listen({
        type: 'own-addresses',
        own: { now: new Set(options.ownKeys), before: new Map(options.before) },
      });
      listen({ type: 'caught-up' });
    },
    poke: async () => {},
    ownerWrote: async (queries) => new Map(queries.map(({ key, spans }) => [key, ownerWrote(key, spans)])),
    contacts: async (keys) =>
      new Map(
        keys.flatMap((key) => {
          const name = options.contacts?.[key];
          return name === undefined ? [] : [[key, name] as const];
        }),
      ),
    recentRows: async (key, limit) => rows.filter((row) => row.key === key && row.own === null).slice(-limit),
    outgoing: async (queries) =>
      new Map(
        queries.map(({ key, sinceMs }) => {
          const own = rows.filter((row) => row.own !== null && row.key === key && row.atMs >= sinceMs);
          const ids = own.filter((row) => row.own === 'left').map((row) => row.rowId);
          return [
            key,
            {
              sent: ids.length,
              tried: own.length - ids.length,
              rowIds: { from: Math.min(0, ...ids), to: Math.max(0, ...ids) },
            },
          ];
        }),
      ),
    directChats: async (chats) =>
      new Map(Object.entries(options.chats ?? {}).filter(([, all]) => all.some((id) => chats.includes(id)))),
    openClawRows: async () => [],
    stop: async () => {},
    tell: (event) => listen(event),
    deliver: (...more) => send('live', more),
    deliverHistory: (...more) => send('history', more),
  };
}
