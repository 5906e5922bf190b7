/** The world that the walks of the decision machine go through, and what must be so in it. */
import { judgeSender } from '#core/access/access.ts';
import type { AccessFacts } from '#core/access/access-facts.ts';
import type { TrackedDecision } from '#core/decision/decision.ts';
import { standingOf } from '#core/decision/standing.ts';
import type { SwitchRequest } from '#core/reconcile/channel-view.ts';
import { type Flight, nothingInFlight, type Write } from '#core/reconcile/flight.ts';
import { isOurMember } from '#core/reconcile/settle.ts';
import { afterEvent, type FlightEvent } from '#core/reconcile/transitions.ts';
import type { ChangeRequest, OwnerRequests } from '#core/reconcile/wanted.ts';
import type { WriterJournal } from '#core/reconcile/writer-journal.ts';
import type { SilenceRecord } from '#core/silence/silence-undo.ts';
import { calm, opened } from './machine.ts';
/** What is still allowed to happen: the bounds of the walk. */
export interface Budget {
  /** `approve and block`: what a walk of everything has room for; `every verdict`: all that the rules let the owner say. */
  readonly words: 'approve and block' | 'every verdict';
  readonly verdicts: number;
  /** Turns of the switch by the owner. */
  readonly turns: number;
  /** Make it silent, and its undo. */
  readonly changes: number;
  readonly crashes: number;
  readonly restarts: number;
  /** Approvals whose time is over. */
  readonly ends: number;
  /** Times that the disk takes nothing for a while. */
  readonly fulls: number;
  /** Somebody else takes everybody of ours off, in the config. */
  readonly edits: number;
  readonly refusals: number;
  /** Somebody else answers in the gateway's place, and it is there again. */
  readonly others: number;
  /** What is applied is answered twice. */
  readonly doubles: number;
  /** Readings that are answered with the lists of another install. */
  readonly strays: number;
}

export const noBudget: Budget = {
  words: 'approve and block',
  verdicts: 0,
  turns: 0,
  changes: 0,
  crashes: 0,
  restarts: 0,
  ends: 0,
  fulls: 0,
  edits: 0,
  refusals: 0,
  others: 0,
  doubles: 0,
  strays: 0,
};

export interface Asked {
  readonly what: 'read' | 'check' | 'stop' | 'ran' | 'start';
  /** Told to stop, or to start; a stop without any asks only what runs. */
  readonly accounts: readonly string[];
  readonly ran: readonly string[];
  /** The lists as they were when they were asked for; null: they were not. */
  readonly lists: AccessFacts | null;
  /** A start that a stop came after. */
  readonly isOvertaken: boolean;
}

/** What is on the disk that takes nothing any more: what a process that ends now leaves. */
export interface FullDisk extends Pick<World, 'decisions' | 'journal' | 'wish' | 'wayBack'> {
  /** Something waits for it to take writes again. */
  readonly isBehind: boolean;
}

/** Everything there is: the machine, what the ledger keeps, and a gateway. */
export interface World {
  readonly decisions: readonly TrackedDecision[];
  readonly wish: SwitchRequest;
  readonly change: ChangeRequest | null;
  /** The way back from the last Make it silent that was written; null: there is none. */
  readonly wayBack: SilenceRecord | null;
  readonly journal: WriterJournal;
  readonly flight: Flight;
  readonly facts: AccessFacts | null;
  readonly inEffect: AccessFacts | null;
  readonly isConnected: boolean;
  readonly nowMs: number;
  /** Questions that the gateway has and has not answered. */
  readonly asked: readonly Asked[];
  readonly sent: Write | null;
  /** Sent by whoever can hear no answer any more, when their connection ended: it may still be saved. */
  readonly unheard: readonly { readonly write: Write; readonly endedAtMs: number }[];
  /** Saved and not applied. */
  readonly pending: Write | null;
  readonly saved: AccessFacts;
  readonly effective: AccessFacts;
  readonly revision: number;
  /** The revision that is in effect. */
  readonly appliedRevision: number;
  /** Accounts that run, by id. */
  readonly runs: readonly string[];
  /** Stopped by hand: nothing but a start by hand, or of the gateway, makes it run again (OC-127). */
  readonly stoppedByHand: readonly string[];
  /** null: the disk takes what is written. */
  readonly disk: FullDisk | null;
  readonly budget: Budget;
  /** What the walk has to remember to judge: whom a stop that is over keeps out until their removal is applied. */
  readonly keptOut: readonly string[];
  /** Whom the owner's Start Anyway was said in spite of: nobody promised to keep them out until their removal is applied. */
  readonly tolerated: readonly string[];
  /** Whom somebody else took off in the config, and no write of ours let in since. */
  readonly takenOff: readonly string[];
  readonly violation: string | null;
}

export const people = ['+12125550101', '+12125550102'] as const;

/** Nobody is approved. @param lists as they are, with our group in them. */
export function firstWorld(budget: Budget, lists: AccessFacts = opened([])): World {
  return {
    decisions: [],
    wish: null,
    change: null,
    wayBack: null,
    journal: calm,
    flight: afterEvent(nothingInFlight, { type: 'connected', appliedRevision: 'revision-1' }, 0),
    facts: null,
    inEffect: null,
    isConnected: true,
    nowMs: 0,
    asked: [],
    sent: null,
    unheard: [],
    pending: null,
    saved: lists,
    effective: lists,
    revision: 1,
    appliedRevision: 1,
    runs: lists.accounts.map(({ id }) => id),
    stoppedByHand: [],
    disk: null,
    budget,
    keptOut: [],
    tolerated: [],
    takenOff: [],
    violation: null,
  };
}

export const wantedOf = ({ decisions, wish, change }: World): OwnerRequests => ({
  people: people.flatMap((key) => {
    const own = decisions.filter((one) => one.key === key);
    return own.length === 0 ? [] : { key, handle: key, standing: standingOf(own) };
  }),
  channel: wish,
  change,
  isLooking: true,
});

export const isListed = (lists: AccessFacts, key: string): boolean =>
  judgeSender(lists, key)?.allowed === true;
export const isLetIn = ({ effective, runs }: World, key: string): boolean =>
  effective.accounts.some(
    (account) => runs.includes(account.id) && isListed({ ...effective, accounts: [account] }, key),
  );
export const isEnabled = ({ rootEnabled }: AccessFacts): boolean => rootEnabled !== false;

/** The lists as the gateway reports them now. */
export function reading(world: World): AccessFacts {
  const { saved, effective, revision, runs, nowMs } = world;
  const applied = saved === effective;
  const runtimeOf = (running: boolean) => ({
    running,
    connected: running,
    lifecycle: running ? 'ready' : 'stopped',
    lastError: null,
  });
  return {
    ...saved,
    readAtMs: nowMs,
    baseHash: `base-${revision}`,
    applied,
    revision: `revision-${revision}`,
    appliedRevision: `revision-${world.appliedRevision}`,
    accounts: saved.accounts.map((one) => ({
      ...one,
      enabled: isEnabled(saved),
      runtime: runtimeOf(runs.includes(one.id)),
    })),
  };
}

/** The lists of another install, which nothing of ours was ever in. */
export const strayReading = (world: World): AccessFacts => ({
  ...reading({ ...world, saved: elsewhere, effective: elsewhere }),
  baseHash: 'another-base',
  revision: 'another-revision',
  appliedRevision: 'another-revision',
});
const elsewhere = opened([], { direct: ['+12125550199'] });

export const tell = (world: World, event: FlightEvent): World => ({
  ...world,
  flight: afterEvent(world.flight, event, world.nowMs),
});
/** The gateway is reached, and says what it lives by. */
export const reached = (world: World): World =>
  tell(world, { type: 'connected', appliedRevision: `revision-${world.appliedRevision}` });
export const wrong = (world: World, violation: string): World => ({
  ...world,
  violation: world.violation ?? violation,
});

/** What must be so in every world. */
export function violationOf(world: World): string | null {
  if (world.violation !== null) return world.violation;
  const strangers = people.filter(
    (key) =>
      isOurMember(world.effective, key) &&
      !world.decisions.some((one) => one.key === key && one.verdict === 'approve'),
  );
  if (strangers.length > 0) return 'somebody is let in without a verdict';
  const isBack = wantedOf(world).people.some(
    ({ key, standing: { asks, decision } }) =>
      asks === 'keep-out' &&
      decision?.progress === 'confirmed' &&
      world.runs.length > 0 &&
      isOurMember(world.effective, key),
  );
  return isBack ? 'somebody whose removal was confirmed is let in again' : null;
}

export const nameOfLists = (lists: AccessFacts): string => JSON.stringify({ ...lists, readAtMs: 0 });

/** Names a world: the same for two that differ in their clock alone. */
export function nameOf(world: World): string {
  const { nowMs, flight } = world;
  // What is over is over, however long ago: no rule looks back further than the longest pace.
  const since = (atMs: number): number => Math.max(-26, Math.min(151, Math.round((atMs - nowMs) / 400)));
  /** What is due a moment later is not due yet. */
  const due = (atMs: number | null): number | null => atMs && Math.max(since(atMs), Number(atMs > nowMs));
  return JSON.stringify({
    ...world,
    nowMs: 0,
    facts: world.facts && { ...world.facts, readAtMs: 0 },
    inEffect: world.inEffect && { ...world.inEffect, readAtMs: 0 },
    asked: world.asked.map((one) => ({ ...one, lists: one.lists && { ...one.lists, readAtMs: 0 } })),
    flight: {
      ...flight,
      readDueMs: due(flight.readDueMs),
      gatherUntilMs: due(flight.gatherUntilMs),
      readAtMs: since(flight.readAtMs),
      checkedAtMs: since(flight.checkedAtMs),
      writeNotBeforeMs: Math.max(0, since(flight.writeNotBeforeMs)),
      settlesAtMs: Math.max(0, since(flight.settlesAtMs)),
      landedAtMs: Math.max(0, since(flight.landedAtMs)),
      // Somebody looks all the time.
      changesUntilMs: 0,
      belief: {
        ...flight.belief,
        openUntilMs: Math.max(0, since(flight.belief.openUntilMs)),
        doubted: flight.belief.doubted && {
          ...flight.belief.doubted,
          sinceMs: since(flight.belief.doubted.sinceMs),
        },
      },
      started: flight.started.map((one) => ({ ...one, atMs: since(one.atMs) })),
      // Forgotten after two minutes.
      repeated: flight.repeated && {
        ...flight.repeated,
        // From so many times on each waits as long as the one before.
        times: Math.min(flight.repeated.times, 12),
        atMs: nowMs - flight.repeated.atMs <= 120_000 ? 0 : -1,
      },
      write: flight.write && { ...flight.write, sentAtMs: since(flight.write.sentAtMs) },
    },
    disk: world.disk && {
      ...world.disk,
      decisions: world.disk.decisions.map(({ id, progress }) => [id, progress]),
    },
    sent: world.sent && { ...world.sent, sentAtMs: 0 },
    unheard: world.unheard.map(({ write, endedAtMs }) => [{ ...write, sentAtMs: 0 }, since(endedAtMs)]),
    pending: world.pending && { ...world.pending, sentAtMs: 0 },
  });
}
