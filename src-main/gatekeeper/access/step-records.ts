import type { EditOutcome } from '#core/access/access-facts.ts';
import type { AccessPlan } from '#core/access/access-plan.ts';
import { readHandle } from '#core/message/handle.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { DecisionSettlement, Records, SilenceRecords } from '#core/reconcile/step.ts';
import type { Decided } from '#core/reconcile/wanted.ts';
import type { WriterJournal } from '#core/reconcile/writer-journal.ts';
import { silenceRecordSetting } from '#core/silence/silence-undo.ts';
import type { Emit } from '../events/gatekeeper-event.ts';
import type { OwnersDecisions } from './owners-decisions.ts';

/** What the steps of the access runner leave on our disk. Every method throws PeepholeError `ledger-full`, or says so. */
export class StepRecords {
  readonly #decisions: OwnersDecisions;
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #emit: Emit;
  /** Make it silent as it was last sent: its settings, and the way back that there was before. */
  #silence: { readonly before: string; readonly settings: readonly string[] } | null = null;

  constructor(decisions: OwnersDecisions, ledger: Ledger, clock: Clock, emit: Emit) {
    this.#decisions = decisions;
    this.#ledger = ledger;
    this.#clock = clock;
    this.#emit = emit;
  }

  keep(journal: WriterJournal): void {
    const same = JSON.stringify(journal) === JSON.stringify(this.#ledger.journal());
    if (!same) this.#ledger.setJournal(journal);
  }

  /** A full disk keeps nobody in: it only means that the owner starts the channel again. */
  keepOrSay(journal: WriterJournal): void {
    try {
      this.keep(journal);
    } catch (error) {
      this.#emit({ type: 'trouble', error });
    }
  }

  settle(settlements: readonly DecisionSettlement[]): void {
    const atMs = this.#clock.now();
    for (const { decisionId, progress, error } of settlements) {
      this.#decisions.progress(decisionId, { progress, error, atMs });
    }
  }

  endApprovals(people: readonly Decided[], lost: AccessPlan['lost'], progress: 'saved' | 'confirmed'): void {
    const atMs = this.#clock.now();
    for (const { key, handle } of people) {
      this.#decisions.append(
        {
          key,
          handle,
          verdict: 'taken-away',
          untilMs: null,
          issuedAtMs: atMs,
          source: 'gateway',
          painted: null,
        },
        { progress, error: null, atMs },
      );
    }
    if (lost === null) return;
    const data = { what: lost, approvals: people.length };
    this.#ledger.appendEvent({ kind: 'access-lost', handle: null, atMs, data });
  }

  /**
   * @param mustLast the write lets somebody in, or changes settings: without its records on the disk it is not sent. One
   *   that only takes access away waits for no disk (PROMISE-11).
   */
  beforeWrite(
    { taken, putBack, strangers, silence }: Records,
    journal: WriterJournal,
    mustLast: boolean,
  ): void {
    const atMs = this.#clock.now();
    this.keep(journal);
    for (const { handle, list } of putBack) {
      this.#ledger.appendEvent({ kind: 'blocked-taken-off', handle, atMs, data: { list } });
    }
    for (const { decisionId, entry } of taken) this.#decisions.taken(decisionId, [entry]);
    for (const stranger of strangers) {
      this.#ledger.appendEvent({ kind: 'stranger-taken-off', handle: String(stranger), atMs, data: {} });
    }
    if (silence !== null) this.#beforeSilence(silence, atMs);
    if (mustLast) this.#ledger.catchUp();
  }

  /** Everything a crash must not lose: who is carried over, and the way back. */
  #beforeSilence({ edit, restore, carriedOver, changes }: SilenceRecords, atMs: number): void {
    const approved = new Set(
      this.#decisions.people().flatMap(({ key, standing }) => (standing.state === 'approved' ? key : [])),
    );
    for (const handle of carriedOver ?? []) {
      const { key } = readHandle(handle);
      if (approved.has(key)) continue;
      this.#decisions.append(
        {
          key,
          handle,
          verdict: 'approve',
          untilMs: null,
          issuedAtMs: atMs,
          source: 'carried-over',
          painted: null,
        },
        { progress: 'queued', error: null, atMs },
      );
    }
    this.#silence = {
      before: this.#silence?.before ?? this.#ledger.setting(silenceRecordSetting) ?? '',
      settings: changes.map(({ path }) => path),
    };
    this.#ledger.setSetting(silenceRecordSetting, JSON.stringify({ edit, restore }));
  }

  /** Says that it was made silent; or takes the way back out again, when the gateway wrote nothing. */
  endChange(outcome: EditOutcome | 'lost' | null): void {
    const silence = this.#silence;
    this.#silence = null;
    if (silence === null || outcome === 'lost' || outcome === null) return;
    if (outcome.kind === 'refused') {
      this.#ledger.setSetting(silenceRecordSetting, silence.before);
      return;
    }
    const { settings } = silence;
    this.#ledger.appendEvent({
      kind: 'made-silent',
      handle: null,
      atMs: this.#clock.now(),
      data: { settings },
    });
  }
}
