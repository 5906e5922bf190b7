import type { Output } from '#contract/contract.ts';
import type { ExposureView, WrittenMessage } from '#contract/views.ts';
import { PeepholeError } from '#core/errors.ts';
import { isOpenClawText } from '#core/leak/openclaw-texts.ts';
import { receiptItem, receiptSummary } from '#core/leak/receipt.ts';
import { type HistoryItem, historyItems } from '#core/log/history.ts';
import { readLine } from '#core/log/log-body.schema.ts';
import { readHandle } from '#core/message/handle.ts';
import { isKnock } from '#core/message/knock.ts';
import { sanitise } from '#core/message/text.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { MessagesSource } from '#core/ports/messages.ts';
import { sentence } from '#core/words/sentence.ts';
import type { SenderRoster } from '../senders/roster.ts';

/** Lines of the log read for each row of history that is asked for: most lines tell of progress. */
const linesPerRow = 6;

export interface RecordServiceDeps {
  readonly ledger: Ledger;
  readonly messages: MessagesSource;
  readonly roster: SenderRoster;
  readonly clock: Clock;
}

/** What can be looked up: the history, what somebody wrote, what left this Mac, who was ever sent a code. */
export class RecordService {
  readonly #deps: RecordServiceDeps;

  constructor(deps: RecordServiceDeps) {
    this.#deps = deps;
  }

  /** Newest first. @param handle only rows about this one; null: all. */
  history(limit: number, handle: string | null): readonly HistoryItem[] {
    const key = handle === null ? null : readHandle(handle).key;
    const lines = this.#deps.ledger.log(key === null ? limit * linesPerRow : Number.MAX_SAFE_INTEGER);
    const items = historyItems(lines.values().map(readLine));
    return items
      .filter((item) => key === null || (item.handle !== null && readHandle(item.handle).key === key))
      .slice(0, limit);
  }

  /** What somebody wrote, as it stands in Messages now; nothing of it is kept. */
  async messages(handle: string, limit: number): Promise<readonly WrittenMessage[]> {
    const rows = await this.#deps.messages.recentRows(this.#known(handle), limit);
    return rows.filter(isKnock).map((row) => ({
      at: new Date(row.atMs).toISOString(),
      service: row.service,
      text: row.text === null ? null : sanitise(row.text) || null,
      attachments: row.hasAttachments,
    }));
  }

  /**
   * How many messages left this Mac to each sender since their first knock, counted in chat.db now.
   * @param readable false when the gateway reads another database: then nothing is claimed.
   * @param isLetIn people who are let in are answered: they are no part of the month's sum.
   */
  async receipt(
    handle: string | null,
    { readable, isLetIn }: { readonly readable: boolean; readonly isLetIn: (key: string) => boolean },
  ): Promise<Output<'receipt'>> {
    const { roster, messages, clock } = this.#deps;
    const keys = handle === null ? roster.keys() : [this.#known(handle)];
    const records = keys.flatMap((key) => roster.record(key) ?? []);
    const counts = readable
      ? await messages.outgoing(records.map(({ key, firstSeenAtMs }) => ({ key, sinceMs: firstSeenAtMs })))
      : null;
    const items = records.map((record) => receiptItem(record, counts?.get(record.key) ?? null));
    return {
      items,
      summary:
        handle === null ? receiptSummary(items, clock.now(), (one) => isLetIn(readHandle(one).key)) : null,
    };
  }

  /** Everybody who was ever sent a pairing code by this Mac, newest first. Reads only. */
  async exposure(): Promise<readonly ExposureView[]> {
    const rows = await this.#deps.messages.openClawRows(0);
    return rows
      .filter((row) => row.text !== null && isOpenClawText(row.text) === 'pairing-code')
      .map(
        (row): ExposureView => ({
          handle: row.handle ?? (row.oneOf.length > 0 ? row.oneOf.join(', ') : (row.chatIdentifier ?? '')),
          at: new Date(row.atMs).toISOString(),
          kind: row.chat === 'group' ? 'group' : row.selfChat ? 'self' : 'direct',
        }),
      )
      .toReversed();
  }

  #known(handle: string): string {
    const { key } = readHandle(handle);
    if (this.#deps.roster.record(key) === null) {
      throw new PeepholeError('unknown-sender', sentence('refuse.unknown', { handle }));
    }
    return key;
  }
}
