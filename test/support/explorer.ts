import { judgeSender } from '#core/access/access.ts';
import type { AccessEdit, AccessFacts } from '#core/access/access-facts.ts';
import { noChatsAsked } from '#core/access/named-chats.ts';
import { type TrackedDecision, type Verdict, verdicts } from '#core/decision/decision.ts';
import { standingOf } from '#core/decision/standing.ts';
import { checkVerdict } from '#core/decision/verdict-rules.ts';
import { PeepholeError } from '#core/errors.ts';
import type { Handle } from '#core/message/handle.ts';
import type { SwitchRequest } from '#core/reconcile/channel-view.ts';
import { type Flight, nothingInFlight, type Write } from '#core/reconcile/flight.ts';
import { type nextStep, toleratedNow } from '#core/reconcile/next-step.ts';
import { isOurMember } from '#core/reconcile/settle.ts';
import type { Records, Step } from '#core/reconcile/step.ts';
import { afterEvent, afterStep, type FlightEvent } from '#core/reconcile/transitions.ts';
import type { ChangeRequest, OwnerRequests } from '#core/reconcile/wanted.ts';
import type { WriterJournal } from '#core/reconcile/writer-journal.ts';
import type { SilenceRecord } from '#core/silence/silence-undo.ts';
import { applyEdit } from './apply-edit.ts';
import { decision } from './decisions.ts';
import { seeded } from './handle-matrix.ts';
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
  /** Somebody else takes everybody of ours off, in the config. */
  readonly edits: number;
  readonly refusals: number;
  /** Somebody else answers in the gateway's place, and it is there again. */
  readonly others: number;
  /** What is applied is answered twice. */
  readonly doubles: number;
}

export const noBudget: Budget = {
  words: 'approve and block',
  verdicts: 0,
  turns: 0,
  changes: 0,
  crashes: 0,
  restarts: 0,
  edits: 0,
  refusals: 0,
  others: 0,
  doubles: 0,
};

interface Asked {
  readonly what: 'read' | 'check' | 'stop' | 'ran' | 'start';
  readonly ran: readonly string[];
  /** The lists as they were when they were asked for; null: they were not. */
  readonly lists: AccessFacts | null;
  /** A start that a stop came after. */
  readonly isOvertaken: boolean;
}

/** Everything there is: the machine, what the ledger keeps, and a gateway of one account. */
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
  /** Saved and not applied. */
  readonly pending: Write | null;
  readonly saved: AccessFacts;
  readonly effective: AccessFacts;
  readonly revision: number;
  readonly runs: boolean;
  /** Stopped by hand: nothing but a start by hand, or of the gateway, makes it run again (OC-127). */
  readonly isStoppedByHand: boolean;
  readonly budget: Budget;
  /** What the walk has to remember to judge: whom a stop that is over keeps out until their removal is applied. */
  readonly keptOut: readonly string[];
  /** Whom the owner's Start Anyway was said in spite of: nobody promised to keep them out until their removal is applied. */
  readonly tolerated: readonly string[];
  readonly violation: string | null;
}

export const people = ['+12125550101', '+12125550102'] as const;
const account = 'default';

/** Nobody is approved. @param lists as they are, with our group in them. */
export function firstWorld(budget: Budget, lists: AccessFacts = opened([])): World {
  return {
    decisions: [],
    wish: null,
    change: null,
    wayBack: null,
    journal: calm,
    flight: afterEvent(nothingInFlight, { type: 'connected' }, 0),
    facts: null,
    inEffect: null,
    isConnected: true,
    nowMs: 0,
    asked: [],
    sent: null,
    pending: null,
    saved: lists,
    effective: lists,
    revision: 1,
    runs: true,
    isStoppedByHand: false,
    budget,
    keptOut: [],
    tolerated: [],
    violation: null,
  };
}

const wantedOf = ({ decisions, wish, change }: World): OwnerRequests => ({
  people: people.flatMap((key) => {
    const own = decisions.filter((one) => one.key === key);
    return own.length === 0 ? [] : { key, handle: key, standing: standingOf(own) };
  }),
  channel: wish,
  change,
});

const isListed = (lists: AccessFacts, key: string): boolean => judgeSender(lists, key)?.allowed === true;
const isLetIn = ({ effective, runs }: World, key: string): boolean => runs && isListed(effective, key);
const isEnabled = ({ rootEnabled }: AccessFacts): boolean => rootEnabled !== false;

/** The lists as the gateway reports them now. */
function reading({ saved, effective, revision, runs, nowMs }: World): AccessFacts {
  const applied = saved === effective;
  const runtime = { running: runs, connected: runs, lifecycle: runs ? 'ready' : 'stopped', lastError: null };
  return {
    ...saved,
    readAtMs: nowMs,
    baseHash: `base-${revision}`,
    applied,
    revision: `revision-${revision}`,
    appliedRevision: applied ? `revision-${revision}` : 'an older one',
    accounts: saved.accounts.map((one) => ({ ...one, enabled: isEnabled(saved), runtime })),
  };
}

const tell = (world: World, event: FlightEvent): World => ({
  ...world,
  flight: afterEvent(world.flight, event, world.nowMs),
});
const wrong = (world: World, violation: string): World => ({
  ...world,
  violation: world.violation ?? violation,
});

/** The world after the runner has begun `step`. */
function carryOut(world: World, step: Exclude<Step, { readonly do: 'wait' }>): World {
  const journal = 'journal' in step ? step.journal : world.journal;
  const begun: World = { ...world, journal, flight: afterStep(world.flight, step) };
  const ask = (...what: Asked['what'][]): World => {
    const ran = world.runs ? [account] : [];
    const asked = what.map((one) => {
      return { what: one, ran, lists: one === 'read' ? reading(world) : null, isOvertaken: false };
    });
    return { ...begun, asked: [...begun.asked, ...asked] };
  };
  switch (step.do) {
    case 'read':
    case 'check':
    case 'start':
      return ask(step.do);
    case 'stop': {
      const told = ask('ran', 'stop');
      // It comes after every start on the same connection, and keeps one that is under way from coming about (OC-127).
      return { ...told, asked: told.asked.map((one) => ({ ...one, isOvertaken: one.what === 'start' })) };
    }
    case 'stop-over': {
      const still = people.filter(
        (key) => step.reasons.includes(lastOf(world, key)?.id ?? '') && !world.tolerated.includes(key),
      );
      return { ...begun, keptOut: [...new Set([...begun.keptOut, ...still])] };
    }
    case 'write': {
      const losing = step.write.losing.map(String).filter((key) => !world.tolerated.includes(key));
      const isHeard = losing.some((key) => isLetIn(world, key));
      const sent = {
        ...begun,
        sent: step.write,
        decisions: [...withTaken(begun.decisions, step.records), ...carriedOver(world, step.records)],
        wayBack: wayBackOf(step.records) ?? world.wayBack,
      };
      return isHeard ? wrong(sent, 'a removal was written before the channel was stopped') : sent;
    }
    case 'settle':
      return step.settlements.reduce(settleOne, begun);
    case 'end-approvals': {
      const ended = step.people.map(({ key }) =>
        decision('taken-away', {
          key,
          handle: key,
          id: `end-${key}-${world.decisions.length}`,
          progress: step.progress,
        }),
      );
      return { ...begun, decisions: [...begun.decisions, ...ended] };
    }
    case 'end-request': {
      const done = { ...begun, wish: null };
      const isFalse = world.wish === 'off' && step.failure === null && world.runs;
      return isFalse ? wrong(done, 'off was said while it ran') : done;
    }
    case 'end-change': {
      const ended = { ...begun, change: null };
      return world.change === null ? wrong(ended, 'a change that nobody asked for was ended') : ended;
    }
    default:
      return begun;
  }
}

/** Whom Make it silent takes over from OpenClaw's pairing store is approved (RULE-6.14). */
function carriedOver(world: World, { silence }: Records): readonly TrackedDecision[] {
  const known = wantedOf(world).people.filter(({ standing }) => standing.state === 'approved');
  return (silence?.carriedOver ?? [])
    .filter((key) => !known.some((one) => one.key === key))
    .map((key) => {
      const id = `carried-over-${key}-${world.decisions.length}`;
      return decision('approve', { key, handle: key, id, progress: 'queued', issuedAtMs: world.nowMs });
    });
}

function wayBackOf({ silence }: Records): SilenceRecord | null {
  const { edit, restore } = silence ?? { edit: null, restore: null };
  return edit === null || restore === null ? null : { edit, restore };
}

const withTaken = (decisions: World['decisions'], { taken }: Records): World['decisions'] =>
  decisions.map((one) => {
    const entries = taken.filter(({ decisionId }) => decisionId === one.id).map(({ entry }) => entry);
    return entries.length === 0 ? one : { ...one, taken: [...one.taken, ...entries] };
  });

const isBeingRemoved = (world: World, key: string): boolean => {
  const { asks, decision: last } = standingOf(world.decisions.filter((one) => one.key === key));
  return asks === 'keep-out' && last?.progress !== 'confirmed';
};

const lastOf = ({ decisions }: World, key: string): TrackedDecision | undefined =>
  decisions.findLast((one) => one.key === key);

function settleOne(
  world: World,
  settlement: { decisionId: string; progress: TrackedDecision['progress']; error: TrackedDecision['error'] },
): World {
  const { decisionId, progress, error } = settlement;
  const decisions = world.decisions.map((one) => (one.id === decisionId ? { ...one, progress, error } : one));
  const its = world.decisions.find(({ id }) => id === decisionId);
  if (its === undefined) return wrong(world, 'a decision that there is not was settled');
  if (its.progress === 'confirmed') return wrong(world, 'a confirmed decision was settled again');
  // It is in force, which is looked at below, or it is said that they stay let in.
  const isOver = progress === 'failed' || progress === 'confirmed';
  const keptOut = isOver ? world.keptOut.filter((key) => key !== its.key) : world.keptOut;
  const settled: World = { ...world, keptOut, decisions };
  if (progress !== 'confirmed' || lastOf(world, its.key)?.id !== decisionId) return settled;
  const isIn = isListed(world.effective, its.key);
  const { state, asks } = standingOf(decisions.filter(({ key }) => key === its.key));
  if (state === 'approved' && !(isIn && world.runs))
    return wrong(settled, 'an approval was confirmed and is not in force');
  if (asks === 'keep-out' && isIn) return wrong(settled, 'a removal was confirmed and is not in force');
  return settled;
}

/** Everything that may happen next, by name. */
export function successors(world: World, choose: typeof nextStep): readonly (readonly [string, World])[] {
  const { facts, inEffect, isConnected, journal, flight, nowMs, budget } = world;
  const connection = isConnected ? 'connected' : 'lost';
  const isThereAgain = tell({ ...world, isConnected: true }, { type: 'connected' });
  const view = { connection, facts, inEffect, chats: noChatsAsked, unusable: null } as const;
  const step = choose(view, wantedOf(world), journal, flight, nowMs);
  const next: (readonly [string, World])[] = [];
  const may = (name: string, after: World): void => void next.push([name, after]);
  // The machine goes on before anything else is heard, but for what ends it.
  if (step.do !== 'wait') may(step.do, carryOut(world, step));
  if (budget.crashes > 0) {
    const left = { ...budget, crashes: budget.crashes - 1 };
    // Whoever asked for a change is gone, too.
    const spent = { ...world, budget: left, asked: [], sent: null, change: null };
    may(
      'crash',
      tell({ ...spent, facts: null, inEffect: null, flight: nothingInFlight }, { type: 'connected' }),
    );
  }
  if (step.do !== 'wait') return next;
  if (!isConnected) return [...next, ['it is there again', isThereAgain]];

  for (const [name, after] of answers(world)) may(name, after);
  if (world.pending !== null) {
    may('apply', apply(world));
    if (budget.doubles > 0) {
      const once = apply({ ...world, budget: { ...budget, doubles: budget.doubles - 1 } });
      const outcome = { kind: 'applied' } as const;
      may('apply, said twice', tell(once, { type: 'written', write: world.pending, outcome }));
    }
  }
  if (budget.others > 0) {
    const spent = { ...world, budget: { ...budget, others: budget.others - 1 }, asked: [], sent: null };
    // What the gateway itself had saved comes into effect meanwhile, and nobody hears of it.
    const quiet = { ...apply(spent), flight: world.flight, facts: null, inEffect: null, isConnected: false };
    may('another gateway', tell(quiet, { type: 'disconnected' }));
  }
  if (isConnected && step.untilMs !== null) may('time', { ...world, nowMs: step.untilMs });
  if (budget.restarts > 0 && isConnected) {
    const runs = isEnabled(world.saved);
    const gone = { ...world, facts: null, inEffect: null, asked: [], sent: null, pending: null, keptOut: [] };
    const back = {
      ...gone,
      effective: world.saved,
      runs,
      isStoppedByHand: false,
      budget: { ...budget, restarts: budget.restarts - 1 },
    };
    may('restart', tell(tell(back, { type: 'disconnected' }), { type: 'connected' }));
  }
  for (const [name, after] of owners(world)) may(name, after);
  if (budget.edits > 0 && world.saved.groups.some(({ members }) => members.length > 0)) {
    const groups = world.saved.groups.map((group) => ({ ...group, members: [] }));
    const lists = { ...world.saved, groups };
    const edited = { ...world, saved: lists, effective: lists, pending: null, revision: world.revision + 1 };
    const spent = { ...edited, budget: { ...budget, edits: budget.edits - 1 } };
    const looking = tell(spent, { type: 'look', byMs: nowMs });
    const outcome = { kind: 'superseded' } as const;
    const { pending } = world;
    may(
      'foreign edit',
      pending === null ? looking : tell(looking, { type: 'written', write: pending, outcome }),
    );
  }
  return next;
}

function owners(world: World): readonly (readonly [string, World])[] {
  const { budget, nowMs } = world;
  const next: (readonly [string, World])[] = [];
  if (budget.verdicts > 0) {
    for (const key of people) {
      const last = lastOf(world, key);
      // The second one comes into play when the first has been decided about.
      if (key !== people[0] && lastOf(world, people[0]) === undefined) continue;
      for (const verdict of budget.words === 'every verdict' ? verdicts : (['approve', 'block'] as const)) {
        if (last?.verdict === verdict || (verdict === 'approve' && last?.verdict === 'block')) continue;
        if (budget.words === 'every verdict' && !mayBeSaid(world, verdict, key)) continue;
        const id = `${verdict}-${key}-${world.decisions.length}`;
        const made = decision(verdict, { key, handle: key, id, progress: 'queued', issuedAtMs: nowMs });
        // What was promised about them was for the verdict of before.
        const keptOut = world.keptOut.filter((other) => other !== key);
        const tolerated = world.tolerated.filter((other) => other !== key);
        const spent = { ...world, keptOut, tolerated, decisions: [...world.decisions, made] };
        next.push([
          `${verdict} ${key.slice(-1)}`,
          tell(
            { ...spent, budget: { ...budget, verdicts: budget.verdicts - 1 } },
            { type: 'look', byMs: nowMs },
          ),
        ]);
      }
    }
  }
  if (budget.turns > 0) {
    for (const wish of ['off', 'on'] as const) {
      if (world.wish === wish) continue;
      const journal = { ...world.journal, stopped: [], held: null };
      // Start Anyway is for those whom a removal had not taken off by then, and for nobody who is blocked later.
      const tolerate = wish === 'on' ? toleratedNow(world.facts, wantedOf(world).people, journal) : null;
      const tolerated = wish === 'on' ? people.filter((key) => isBeingRemoved(world, key)) : [];
      const left = { ...budget, turns: budget.turns - 1 };
      const spent = { ...world, wish, journal, tolerated, keptOut: [], budget: left };
      next.push([wish, tell(spent, { type: 'released', tolerate })]);
    }
  }
  if (budget.changes > 0 && world.change === null && world.facts !== null) {
    const { wayBack } = world;
    const asked: readonly (readonly [string, ChangeRequest])[] = [
      ['make silent', { kind: 'make-silent', dropPaired: false }],
      ...(wayBack === null ? [] : [['undo silence', { kind: 'undo-silence', record: wayBack }] as const]),
    ];
    for (const [name, change] of asked) {
      const spent = { ...world, change, budget: { ...budget, changes: budget.changes - 1 } };
      next.push([name, tell(spent, { type: 'look', byMs: nowMs })]);
    }
  }
  return next;
}

/** Whether the rules let the owner say this (RULE-3.7), by what was last read. */
function mayBeSaid({ facts, decisions, nowMs }: World, verdict: Verdict, key: string): boolean {
  const standing = standingOf(decisions.filter((one) => one.key === key));
  const handle: Handle = { key, handle: key, kind: 'phone', approvable: true };
  const ruling = facts && judgeSender(facts, key);
  const isMember = facts !== null && isOurMember(facts, key);
  const given = { handle, standing, ruling, isMember, isOwner: false, collides: false, nowMs };
  try {
    checkVerdict(verdict, given);
    return true;
  } catch (error) {
    if (error instanceof PeepholeError) return false;
    throw error;
  }
}

function answers(world: World): readonly (readonly [string, World])[] {
  const next: (readonly [string, World])[] = [];
  world.asked.forEach(({ what, ran, lists, isOvertaken }, index) => {
    const left = { ...world, asked: world.asked.filter((_, other) => other !== index) };
    // What ran is answered before the stop is, or late.
    if (what === 'read') {
      const isRead = (facts: AccessFacts): World =>
        tell({ ...left, facts, inEffect: facts.applied ? facts : null }, { type: 'read', facts });
      const facts = reading(world);
      next.push(['read is answered', isRead(facts)]);
      if (lists !== null && nameOfLists(lists) !== nameOfLists(facts))
        next.push(['read is answered, as it was when it was asked', isRead(lists)]);
    } else if (what === 'check') {
      const was = world.facts?.accounts[0]?.runtime?.running;
      next.push(['check is answered', tell(left, { type: 'checked', differs: was !== world.runs })]);
    } else if (what === 'stop') {
      next.push([
        'stop is answered',
        tell({ ...left, runs: false, isStoppedByHand: true }, { type: 'stopped', failed: false }),
      ]);
    } else if (what === 'ran') {
      next.push(['ran is answered', tell(left, { type: 'ran', accounts: ran })]);
    } else {
      const started = isOvertaken ? left : { ...left, runs: isEnabled(world.saved), isStoppedByHand: false };
      next.push(['start is answered', tell(watch(started), { type: 'started', account, ok: true })]);
    }
  });
  const { sent } = world;
  if (sent === null) return next;
  const handled = { ...world, sent: null };
  if (sent.base !== `base-${world.revision}`) {
    next.push(['conflict', tell(handled, { type: 'written', write: sent, outcome: { kind: 'conflict' } })]);
    return next;
  }
  const overtaken = world.pending;
  const saved = saveEdit(world.saved, sent.edit);
  const kept = { ...handled, saved, pending: sent, revision: world.revision + 1 };
  next.push([
    'saved',
    overtaken === null
      ? kept
      : tell(kept, { type: 'written', write: overtaken, outcome: { kind: 'superseded' } }),
  ]);
  if (world.budget.refusals > 0) {
    const budget = { ...world.budget, refusals: world.budget.refusals - 1 };
    const outcome = { kind: 'refused', message: 'no' } as const;
    next.push(['refused', tell({ ...handled, budget }, { type: 'written', write: sent, outcome })]);
  }
  return next;
}

function saveEdit(lists: AccessFacts, edit: AccessEdit): AccessFacts {
  return applyEdit(edit.enabled === undefined ? lists : { ...lists, rootEnabled: edit.enabled }, edit);
}

/** What was saved comes into effect: turned on it starts, turned off it stops; what was stopped stays so (OC-48). */
function apply(world: World): World {
  const { pending, saved, effective } = world;
  if (pending === null) return world;
  const turned = isEnabled(saved) !== isEnabled(effective);
  const runs = turned ? isEnabled(saved) && !world.isStoppedByHand : world.runs;
  const applied = { ...world, effective: saved, pending: null, runs };
  const keptOut = world.keptOut.filter((key) => isListed(saved, key));
  const tolerated = world.tolerated.filter((key) => isListed(saved, key));
  return tell(watch({ ...applied, keptOut, tolerated }), {
    type: 'written',
    write: pending,
    outcome: { kind: 'applied' },
  });
}

/** No message passes between a stop that is over and the removal's being applied. */
function watch(world: World): World {
  const isHeard = world.keptOut.some((key) => isLetIn(world, key));
  return isHeard ? wrong(world, 'somebody got through between stop and removal') : world;
}

/** What must be so in every world. */
export function violationOf(world: World): string | null {
  if (world.violation !== null) return world.violation;
  const strangers = people.filter(
    (key) =>
      isOurMember(world.effective, key) &&
      !world.decisions.some((one) => one.key === key && one.verdict === 'approve'),
  );
  return strangers.length > 0 ? 'somebody is let in without a verdict' : null;
}

/** Everybody else keeps still: what happens then, until nothing more does. @returns why it does not settle; null: it does. */
export function leftAlone(world: World, choose: typeof nextStep): string | null {
  let now: World = { ...world, budget: noBudget };
  for (let turn = 0; turn < 400; turn += 1) {
    // What the gateway will not save stays open until somebody solves it, saying why (RULE-6.6).
    const isHeld = now.journal.held !== null || now.tolerated.length > 0;
    const isOpen = wantedOf(now).people.some(
      ({ standing: { decision: last } }) => last?.progress === 'queued' && !(isHeld && last.error !== null),
    );
    if (!isOpen && isAtRest(now) && turn > 60) return null;
    const [first] = successors(now, choose);
    if (first === undefined) return 'nothing happens any more';
    now = first[1];
    const violation = violationOf(now);
    if (violation !== null) return violation;
  }
  return 'it does not settle';
}

function isAtRest({ journal, wish, change, saved, runs, pending, flight }: World): boolean {
  if (journal.held !== null) return true;
  const isAsItShould =
    wish === null && change === null && journal.stopped.length === 0 && (isEnabled(saved) || !runs);
  return isAsItShould && pending === null && flight.stop === null;
}

const nameOfLists = (lists: AccessFacts): string => JSON.stringify({ ...lists, readAtMs: 0 });

/** Names a world: the same for two that differ in their clock alone. */
export function nameOf(world: World): string {
  const { nowMs, flight } = world;
  // What is over is over, however long ago: no rule looks back further than the longest pace.
  const since = (atMs: number): number => Math.max(-26, Math.min(151, Math.round((atMs - nowMs) / 400)));
  return JSON.stringify({
    ...world,
    nowMs: 0,
    facts: world.facts && { ...world.facts, readAtMs: 0 },
    inEffect: world.inEffect && { ...world.inEffect, readAtMs: 0 },
    asked: world.asked.map((one) => ({ ...one, lists: one.lists && { ...one.lists, readAtMs: 0 } })),
    flight: {
      ...flight,
      readDueMs: flight.readDueMs === null ? null : since(flight.readDueMs),
      readAtMs: since(flight.readAtMs),
      checkedAtMs: since(flight.checkedAtMs),
      writeNotBeforeMs: Math.max(0, since(flight.writeNotBeforeMs)),
      settlesAtMs: Math.max(0, since(flight.settlesAtMs)),
      started: flight.started.map((one) => ({ ...one, atMs: since(one.atMs) })),
      // Forgotten after two minutes.
      repeated: flight.repeated && {
        ...flight.repeated,
        atMs: nowMs - flight.repeated.atMs <= 120_000 ? 0 : -1,
      },
      write: flight.write && { ...flight.write, sentAtMs: since(flight.write.sentAtMs) },
    },
    sent: world.sent && { ...world.sent, sentAtMs: 0 },
    pending: world.pending && { ...world.pending, sentAtMs: 0 },
  });
}

export interface Walk {
  readonly states: number;
  readonly transitions: number;
  /** Nothing within the budget is left to walk. */
  readonly isWhole: boolean;
  /** The way to the first world in which something is not as it must be; null: there is none. */
  readonly violation: { readonly what: string; readonly way: readonly string[] } | null;
}

/** A world in which the first is approved and let in, and nothing is on its way. */
export function approvedWorld(budget: Budget, choose: typeof nextStep): World {
  const approve = { ...firstWorld({ ...noBudget, verdicts: 1 }) };
  let now = approve;
  for (let turn = 0; turn < 200; turn += 1) {
    const next = successors(now, choose);
    const [, after] = next.find(([name]) => name.startsWith('approve')) ?? next[0] ?? ['', now];
    now = after;
  }
  return { ...now, budget };
}

/** Walks everything that may happen from `first` on within its budget, breadth first, until `maxStates` are known. */
export function explore(first: World, choose: typeof nextStep, maxStates: number): Walk {
  const known = new Set([nameOf(first)]);
  let edge: { readonly world: World; readonly way: readonly string[] }[] = [{ world: first, way: [] }];
  let transitions = 0;
  const found = (violation: Walk['violation']): Walk => ({
    states: known.size,
    transitions,
    isWhole: false,
    violation,
  });
  while (edge.length > 0) {
    const beyond: typeof edge = [];
    for (const { world, way } of edge) {
      for (const [name, after] of successors(world, choose)) {
        transitions += 1;
        const path = [...way, name];
        const what = violationOf(after);
        if (what !== null) return found({ what, way: path });
        const key = nameOf(after);
        if (known.has(key)) continue;
        known.add(key);
        if (known.size >= maxStates) return found(null);
        beyond.push({ world: after, way: path });
        // Every so often: left alone from here, does everything settle?
        if (known.size % 97 !== 0) continue;
        const why = leftAlone(after, choose);
        if (why !== null) return found({ what: why, way: path });
      }
    }
    edge = beyond;
  }
  return { ...found(null), isWhole: true };
}

/** What disturbs: how often of a hundred turns the one or the other is let happen beside what goes its way. */
const disturbedOf100 = 8;
const disturbances =
  /^(crash|restart|another gateway|foreign edit|refused|on|off|make silent|undo silence|approve|ignore|block|revoke|undo)/;

/**
 * One long life, by chance: `turns` things that may happen, one after the other, and then everybody keeps still. Goes where a
 * walk of everything does not come in its time.
 */
export function wander(
  first: World,
  choose: typeof nextStep,
  seed: number,
  turns: number,
): Walk['violation'] {
  const random = seeded(seed);
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
  const way: string[] = [];
  let world = first;
  for (let turn = 0; turn < turns; turn += 1) {
    const next = successors(world, choose);
    const disturbing = next.filter(([name]) => disturbances.test(name));
    const ordinary = next.filter(([name]) => !disturbances.test(name));
    const isDisturbed = ordinary.length === 0 || random() * 100 < disturbedOf100;
    const taken = pick(isDisturbed && disturbing.length > 0 ? disturbing : ordinary);
    if (taken === undefined) return { what: 'nothing happens any more', way };
    way.push(taken[0]);
    world = taken[1];
    const what = violationOf(world);
    if (what !== null) return { what, way };
  }
  const why = leftAlone(world, choose);
  return why === null ? null : { what: why, way };
}
