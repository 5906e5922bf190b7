import type { Input, Output } from '#contract/contract.ts';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { type AccessSettings, accessSettings, driftOf } from '#core/access/drift.ts';
import { PeepholeError } from '#core/errors.ts';
import { readHandle } from '#core/message/handle.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { FindingContext, FindingView, SilenceView } from '#core/silence/finding.ts';
import { judgeSilence } from '#core/silence/silence.ts';
import { planSilence, type SilenceObstacle, type SilencePlan } from '#core/silence/silence-plan.ts';
import { planSilenceUndo, type SilenceRecord } from '#core/silence/silence-undo.ts';
import { sentence } from '#core/words/sentence.ts';
import type { AccessWriter } from '../access/access-writer.ts';
import type { GatewayView } from '../access/gateway-view.ts';
import type { DecisionStore } from '../decisions/store.ts';
import type { Waiters } from '../decisions/waiters.ts';

/** What "Make it silent" wrote and what stood there before; empty: nothing to undo. */
const recordSetting = 'silence-record';
/** The settings as last read, so that a change made while we were away is noticed too. */
const seenSetting = 'access-seen';

/** Without `--wait` the gateway gets this long to say no; a write takes 2 to 5 s when it is idle (OC-5). */
const answerMs = 6_000;

export interface SilenceServiceDeps {
  readonly gateway: GatewayView;
  readonly writer: AccessWriter;
  readonly ledger: Ledger;
  readonly decisions: DecisionStore;
  readonly clock: Clock;
  readonly waiters: Waiters;
  /** The Messages database we read. */
  readonly messagesPath: () => string;
  readonly ownKeys: () => ReadonlySet<string>;
}

/** Judges what strangers get, makes it nothing, takes that back, and notices when somebody else changes it. */
export class SilenceService {
  readonly #deps: SilenceServiceDeps;
  #judged: { readonly facts: AccessFacts | null; readonly about: string; readonly view: SilenceView } | null =
    null;
  #writesSeen = 0;
  /** Red findings of the last reading. */
  #told: ReadonlySet<string> = new Set();

  constructor(deps: SilenceServiceDeps) {
    this.#deps = deps;
  }

  /** What strangers get, and everything found, as last read on this connection. */
  view(): SilenceView {
    const { facts } = this.#deps.gateway;
    const context = this.#context();
    const about = JSON.stringify([
      context.groupIsOurs,
      [...(context.blocked ?? [])],
      [...(context.ownKeys ?? [])],
      context.messagesDbPath,
      context.gatewayVersion,
      context.incompatible,
    ]);
    if (this.#judged?.facts !== facts || this.#judged.about !== about) {
      const { groupIsOurs, ...around } = context;
      this.#judged = { facts, about, view: judgeSilence(facts, groupIsOurs, around) };
    }
    return this.#judged.view;
  }

  /** False when the gateway's iMessage account reads another database than we do: receipts are then withheld. */
  readsOurDatabase(): boolean {
    return !this.view().findings.some(({ id }) => id === 'other-messages-db');
  }

  /**
   * Takes note of a reading. What changed without a write of ours was somebody else's doing: it is written down.
   * @returns red findings that were not there before.
   */
  observe(facts: AccessFacts): readonly FindingView[] {
    const { ledger, writer, clock } = this.#deps;
    const stored = ledger.setting(seenSetting);
    const seen = stored === null || stored === '' ? null : (JSON.parse(stored) as AccessSettings);
    const now = accessSettings(facts);
    const changes = seen === null ? [] : driftOf(seen, now);
    if (seen === null || changes.length > 0) {
      const isForeign = seen !== null && writer.sent === this.#writesSeen;
      if (isForeign) {
        ledger.appendEvent({ kind: 'settings-changed', handle: null, atMs: clock.now(), data: { changes } });
      }
      ledger.setSetting(seenSetting, JSON.stringify(now));
    }
    // Whatever we wrote is in this reading: what changes from now on without a further write is somebody else's.
    if (facts.applied && !writer.isWriting) this.#writesSeen = writer.sent;
    const red = this.view().findings.filter(({ severity }) => severity === 'red');
    const told = this.#told;
    this.#told = new Set(red.map(({ id }) => id));
    return red.filter(({ id }) => !told.has(id));
  }

  /** The command `silence`. @throws PeepholeError with what stands in the way. */
  async run(input: Input<'silence'>): Promise<Output<'silence'>> {
    // What was read last may be seconds old, and nobody is told who was let in by a code since.
    await this.#deps.writer.look();
    switch (input.action) {
      case 'show':
        return this.#answer(false, this.#plan(this.#facts(), input.dropPaired ?? false));
      case 'apply':
        return this.#apply(input);
      case 'undo':
        return this.#undo(input.waitMs);
    }
  }

  async #apply({ dropPaired = false, waitMs }: Input<'silence'>): Promise<Output<'silence'>> {
    const { writer } = this.#deps;
    const first = this.#plan(this.#facts(), dropPaired);
    if (first.blockedBy !== null) throw obstacle(first.blockedBy);
    if (first.changesNothing) return this.#answer(false, first);
    let written = first;
    const outcome = await this.#settled(
      writer.write((facts) => {
        const plan = this.#plan(facts, dropPaired);
        if (plan.edit === null || plan.restore === null) return null;
        written = plan;
        this.#writeDown(plan, { edit: plan.edit, restore: plan.restore });
        return { edit: plan.edit, grants: (plan.carriedOver ?? []).map((handle) => readHandle(handle).key) };
      }, first.takesAway),
      waitMs,
    );
    if (outcome?.kind === 'refused') throw new PeepholeError('gateway-refused', outcome.message);
    await this.#untilSilent(waitMs);
    return this.#answer(true, written);
  }

  /** Everything a crash must not lose, before the gateway is told: who is carried over, and the way back. */
  #writeDown(plan: SilencePlan, record: SilenceRecord): void {
    const { decisions, ledger, clock } = this.#deps;
    const atMs = clock.now();
    if (plan.claimsGroup) ledger.setJournal({ ...ledger.journal(), groupIsOurs: true });
    for (const handle of plan.carriedOver ?? []) {
      const { key } = readHandle(handle);
      if (decisions.standing(key).state === 'approved') continue;
      decisions.append(
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
    ledger.setSetting(recordSetting, JSON.stringify(record));
    const data = { settings: plan.changes.map(({ path }) => path) };
    ledger.appendEvent({ kind: 'made-silent', handle: null, atMs, data });
  }

  async #undo(waitMs: number | undefined): Promise<Output<'silence'>> {
    const { writer, ledger, clock } = this.#deps;
    const record = this.#record();
    if (record === null) {
      throw new PeepholeError('nothing-to-undo', sentence('refuse.no-silence-undo'));
    }
    let plan = this.#undoPlan(record, this.#facts());
    const outcome = await this.#settled(
      writer.write((facts) => {
        plan = this.#undoPlan(record, facts);
        return plan.edit && { edit: plan.edit, grants: [] };
      }),
      waitMs,
    );
    if (plan.foreign.length > 0) throw changedSince(plan.foreign);
    if (outcome?.kind === 'refused') throw new PeepholeError('gateway-refused', outcome.message);
    ledger.setSetting(recordSetting, '');
    const { gives } = plan;
    ledger.appendEvent({ kind: 'silence-undone', handle: null, atMs: clock.now(), data: { gives } });
    await this.#untilUndone(record, waitMs);
    return {
      changed: plan.edit !== null,
      silence: this.view(),
      changes: plan.changes,
      carriedOver: [],
      notCarried: [],
      canUndo: false,
    };
  }

  #undoPlan(record: SilenceRecord, facts: AccessFacts) {
    const { decisions } = this.#deps;
    const hasApprovals = [...decisions.standings()].some(({ standing }) => standing.state === 'approved');
    return planSilenceUndo(record, facts, { hasApprovals, blocked: this.#blocked() });
  }

  /** A deferred write may take minutes: what is refused meanwhile is told, the rest is left to read-back. */
  async #settled<T>(writing: Promise<T>, waitMs = answerMs): Promise<T | null> {
    const late = Promise.withResolvers<null>();
    const cancel = this.#deps.clock.after(waitMs, () => late.resolve(null));
    try {
      return await Promise.race([writing, late.promise]);
    } finally {
      cancel();
      writing.catch(() => {});
    }
  }

  async #untilSilent(waitMs: number | undefined): Promise<void> {
    if (waitMs === undefined) return;
    const { waiters, gateway } = this.#deps;
    await waiters.until(waitMs, sentence('late.silence'), () =>
      gateway.facts?.applied && this.view().state === 'silent' ? true : null,
    );
  }

  async #untilUndone(record: SilenceRecord, waitMs: number | undefined): Promise<void> {
    if (waitMs === undefined) return;
    const { waiters, gateway } = this.#deps;
    await waiters.until(waitMs, sentence('late.silence'), () => {
      const { facts } = gateway;
      return facts?.applied && this.#undoPlan(record, facts).changes.length === 0 ? true : null;
    });
  }

  #answer(changed: boolean, plan: SilencePlan): Output<'silence'> {
    return {
      changed,
      silence: this.view(),
      changes: plan.changes,
      carriedOver: plan.carriedOver,
      notCarried: plan.notCarried,
      canUndo: this.#record() !== null,
    };
  }

  #plan(facts: AccessFacts, dropPaired: boolean | readonly string[]): SilencePlan {
    const { groupIsOurs } = this.#deps.ledger.journal();
    return planSilence(facts, { dropPaired, groupIsOurs, blocked: this.#blocked() });
  }

  #facts(): AccessFacts {
    const { facts } = this.#deps.gateway;
    if (facts !== null) return facts;
    throw new PeepholeError('gateway-refused', sentence('refuse.settings-unread'));
  }

  #record(): SilenceRecord | null {
    const stored = this.#deps.ledger.setting(recordSetting);
    return stored === null || stored === '' ? null : (JSON.parse(stored) as SilenceRecord);
  }

  #blocked(): ReadonlySet<string> {
    return new Set(
      [...this.#deps.decisions.standings()].flatMap(({ key, standing }) =>
        standing.state === 'blocked' ? key : [],
      ),
    );
  }

  #context(): FindingContext {
    const { ledger, gateway, messagesPath, ownKeys } = this.#deps;
    const { state, version } = gateway.connection;
    return {
      groupIsOurs: ledger.journal().groupIsOurs,
      blocked: this.#blocked(),
      ownKeys: ownKeys(),
      messagesDbPath: messagesPath() || null,
      gatewayVersion: version,
      incompatible: state === 'incompatible',
    };
  }
}

function obstacle({ reason, sentence: why }: SilenceObstacle): PeepholeError {
  return new PeepholeError(reason === 'group-name-taken' ? 'group-name-taken' : 'usage', why);
}

function changedSince(foreign: SilencePlan['changes']): PeepholeError {
  const diff = foreign
    .map(({ path, before, after }) => `${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`)
    .join('; ');
  return new PeepholeError('gateway-refused', sentence('refuse.changed-since', { diff }));
}
