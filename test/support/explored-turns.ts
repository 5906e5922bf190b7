/** What may happen next in that world: the machine’s own step, answers of the gateway, the owner, and misfortune. */
import { judgeSender } from '#core/access/access.ts';
import type { AccessEdit, AccessFacts } from '#core/access/access-facts.ts';
import { listsInEffect } from '#core/access/lists-in-effect.ts';
import { noChatsAsked } from '#core/access/named-chats.ts';
import { type TrackedDecision, type Verdict, verdicts } from '#core/decision/decision.ts';
import { standingOf } from '#core/decision/standing.ts';
import { checkVerdict } from '#core/decision/verdict-rules.ts';
import { PeepholeError } from '#core/errors.ts';
import type { Handle } from '#core/message/handle.ts';
import { nothingInFlight, type Write } from '#core/reconcile/flight.ts';
import { type nextStep, toleratedNow } from '#core/reconcile/next-step.ts';
import { gatherMs, landingMs } from '#core/reconcile/pace.ts';
import { isOurMember } from '#core/reconcile/settle.ts';
import type { Records, Step } from '#core/reconcile/step.ts';
import { afterStep } from '#core/reconcile/transitions.ts';
import type { ChangeRequest } from '#core/reconcile/wanted.ts';
import type { SilenceRecord } from '#core/silence/silence-undo.ts';
import { applyEdit } from './apply-edit.ts';
import { decision } from './decisions.ts';
import {
  type Asked,
  isEnabled,
  isLetIn,
  isListed,
  nameOfLists,
  people,
  reached,
  reading,
  strayReading,
  tell,
  type World,
  wantedOf,
  wrong,
} from './explored-world.ts';

/** The world after the runner has begun `step`, or could not, because our disk refuses what belongs before it (RULE-6.6). */
function carryOut(world: World, step: Exclude<Step, { readonly do: 'wait' }>): World {
  const { disk } = world;
  if (disk === null) return begin(world, step);
  if (isStuck(world, step)) {
    // What it remembers counts all the same (PROMISE-11).
    const journal = step.do === 'write' ? step.journal : world.journal;
    const decisions = step.do === 'write' ? withTaken(world.decisions, step.records) : world.decisions;
    return tell(behind({ ...world, journal, decisions }), { type: 'stuck' });
  }
  return behind(begin(world, step), step.do === 'write' && hasEvents(step.records));
}

const hasEvents = ({ putBack, strangers }: Records): boolean => putBack.length + strangers.length > 0;

/** Whether anything waits for the disk now. */
function behind(world: World, isEvent = false): World {
  const { disk, decisions, journal } = world;
  if (disk === null) return world;
  const differs = JSON.stringify([decisions, journal]) !== JSON.stringify([disk.decisions, disk.journal]);
  return { ...world, disk: { ...disk, isBehind: disk.isBehind || isEvent || differs } };
}

/** What lets somebody in, or changes settings, is not sent before what belongs to it is written down; nor does a wish end. */
function isStuck(world: World, step: Step): boolean {
  if (step.do === 'end-request') return true;
  if (step.do === 'end-change')
    return world.change?.kind === 'make-silent' && step.outcome !== null && step.outcome !== 'lost';
  if (step.do !== 'write') return false;
  const { write, records, journal } = step;
  if (records.silence !== null) return true;
  const after = behind(
    { ...world, journal, decisions: withTaken(world.decisions, records) },
    hasEvents(records),
  );
  return (write.for === 'change' || write.grants.length > 0) && after.disk?.isBehind === true;
}

function begin(world: World, step: Exclude<Step, { readonly do: 'wait' }>): World {
  const journal = 'journal' in step ? step.journal : world.journal;
  const begun: World = { ...world, journal, flight: afterStep(world.flight, step) };
  const ask = (...what: Asked['what'][]): World => {
    const { runs: ran } = world;
    const asked = what.map((one) => {
      const accounts = step.do === 'stop' ? step.accounts : step.do === 'start' ? [step.account] : [];
      return { what: one, accounts, ran, lists: one === 'read' ? reading(world) : null, isOvertaken: false };
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
      if (step.accounts.length === 0) return told;
      // It comes after every start on the same connection, and keeps one that is under way from coming about (OC-127).
      return {
        ...told,
        asked: told.asked.map((one) =>
          one.what === 'start' && one.accounts.some((id) => step.accounts.includes(id))
            ? { ...one, isOvertaken: true }
            : one,
        ),
      };
    }
    case 'stop-over': {
      const still = people.filter((key) => {
        const last = lastOf(world, key);
        // Only a block takes somebody off the owner's own list.
        const isOwners = last?.verdict !== 'block' && isListed({ ...world.saved, groups: [] }, key);
        return step.reasons.includes(last?.id ?? '') && !world.tolerated.includes(key) && !isOwners;
      });
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
      const after = { ...begun, decisions: [...begun.decisions, ...ended] };
      const isOurs = step.people.some(({ key }) => !world.takenOff.includes(key));
      return isOurs ? wrong(after, 'an approval was ended that nobody took away') : after;
    }
    case 'end-request': {
      const done = { ...begun, wish: null };
      const isFalse = world.wish === 'off' && step.failure === null && world.runs.length > 0;
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
    const entries = taken
      .filter(({ decisionId }) => decisionId === one.id)
      .map(({ entry }) => entry)
      // Written once more, the block takes out what it took out before.
      .filter((entry) => !one.taken.some((known) => known.raw === entry.raw && known.list === entry.list));
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
  if (state === 'approved' && !isLetIn(world, its.key))
    return wrong(settled, 'an approval was confirmed and is not in force');
  if (asks === 'keep-out' && isIn) return wrong(settled, 'a removal was confirmed and is not in force');
  return settled;
}

/** Everything that may happen next, by name. */
export function successors(world: World, choose: typeof nextStep): readonly (readonly [string, World])[] {
  const { facts, inEffect, isConnected, journal, flight, nowMs, budget } = world;
  const connection = isConnected ? 'connected' : 'lost';
  const isThereAgain = reached({ ...world, isConnected: true });
  const view = { connection, facts, inEffect, chats: noChatsAsked, unusable: null } as const;
  const step = choose(view, wantedOf(world), journal, flight, nowMs);
  const next: (readonly [string, World])[] = [];
  const may = (name: string, after: World): void => void next.push([name, after]);
  // The machine goes on before anything else is heard, but for what ends it.
  if (step.do !== 'wait') may(step.do, carryOut(world, step));
  if (budget.crashes > 0) {
    const left = { ...budget, crashes: budget.crashes - 1 };
    // Whoever asked for a change is gone, too, and what no disk holds.
    const spent = { ...leftByDisk(outlived(world)), budget: left, change: null };
    const begun = { ...spent, facts: null, inEffect: null, flight: nothingInFlight };
    may('crash', isConnected ? reached(begun) : begun);
  }
  if (step.do !== 'wait') return next;
  if (!isConnected) return [...next, ['it is there again', isThereAgain]];

  for (const [name, after] of answers(world)) may(name, after);
  for (const [name, after] of lateWrites(world)) may(name, after);
  if (world.pending !== null) {
    may('apply', apply(world));
    if (budget.doubles > 0) {
      const once = apply({ ...world, budget: { ...budget, doubles: budget.doubles - 1 } });
      const outcome = { kind: 'applied', hash: `base-${world.revision}` } as const;
      may('apply, said twice', tell(once, { type: 'written', write: world.pending, outcome }));
    }
  }
  if (budget.others > 0) {
    const spent = { ...outlived(world), budget: { ...budget, others: budget.others - 1 } };
    // What the gateway itself had saved comes into effect meanwhile, and nobody hears of it.
    const quiet = { ...apply(spent), flight: world.flight, facts: null, inEffect: null, isConnected: false };
    may('another gateway', tell(quiet, { type: 'disconnected' }));
  }
  if (isConnected && step.untilMs !== null) may('time', { ...world, nowMs: step.untilMs });
  if (budget.restarts > 0 && isConnected) {
    const runs = isEnabled(world.saved) ? world.saved.accounts.map(({ id }) => id) : [];
    const gone = {
      ...world,
      isConnected: false,
      facts: null,
      inEffect: null,
      asked: [],
      sent: null,
      unheard: [],
      pending: null,
      keptOut: [],
    };
    const back = {
      ...gone,
      effective: world.saved,
      appliedRevision: world.revision,
      runs,
      stoppedByHand: [],
      budget: { ...budget, restarts: budget.restarts - 1 },
    };
    may('restart', tell(back, { type: 'disconnected' }));
  }
  for (const [name, after] of owners(world)) may(name, after);
  if (budget.edits > 0 && world.saved.groups.some(({ members }) => members.length > 0)) {
    const groups = world.saved.groups.map((group) => ({ ...group, members: [] }));
    const lists = { ...world.saved, groups };
    const members = people.filter((key) => isOurMember(world.saved, key));
    const takenOff = [...world.takenOff, ...members];
    const edited = {
      ...world,
      takenOff,
      saved: lists,
      effective: lists,
      pending: null,
      revision: world.revision + 1,
      appliedRevision: world.revision + 1,
    };
    const spent = { ...edited, budget: { ...budget, edits: budget.edits - 1 } };
    const told = tell(spent, { type: 'config-changed', hash: `base-${edited.revision}` });
    const outcome = { kind: 'superseded' } as const;
    const { pending } = world;
    may('foreign edit', pending === null ? told : tell(told, { type: 'written', write: pending, outcome }));
    // What was read before it is no lie of whoever reads.
    const isBeingRead = world.asked.some(({ what }) => what === 'read');
    if (pending === null && !isBeingRead) may('foreign edit that nobody tells of', spent);
  }
  return next;
}

/** What a process finds on a disk that took nothing. An approval whose time was over is over at once for the next one as well. */
function leftByDisk(world: World): World {
  if (world.disk === null) return world;
  const { isBehind: _, ...kept } = world.disk;
  const left: World = { ...world, ...kept, disk: { ...world.disk, isBehind: false } };
  const ended = world.decisions.filter(
    ({ id, key, verdict }) =>
      verdict === 'expire' &&
      !left.decisions.some((one) => one.id === id) &&
      standingOf(left.decisions.filter((one) => one.key === key)).state === 'approved',
  );
  const again = ended.map((one) => ({ ...one, progress: 'queued', error: null }) as const);
  return behind({ ...left, decisions: [...left.decisions, ...again] });
}

/** The connection is gone: what was asked on it nobody hears, and what was sent is still with the gateway. */
function outlived(world: World): World {
  const { sent, nowMs } = world;
  const unheard = sent === null ? world.unheard : [...world.unheard, { write: sent, endedAtMs: nowMs }];
  return { ...world, asked: [], sent: null, unheard };
}

/** A write that nobody waits for is saved as any other is, if it comes in time and nothing else came first. */
function lateWrites(world: World): readonly (readonly [string, World])[] {
  return world.unheard.flatMap(({ write, endedAtMs }, index) => {
    if (write.base !== `base-${world.revision}` || world.nowMs >= endedAtMs + landingMs) return [];
    const unheard = world.unheard.filter((_, other) => other !== index);
    const saved = saveWrite({ ...world, unheard }, { ...write, base: `${write.base}, unheard` });
    // The file was written, whoever did it.
    const kept = tell(saved, { type: 'config-changed', hash: null });
    return [['what nobody waits for is saved', kept] as const];
  });
}

function owners(world: World): readonly (readonly [string, World])[] {
  const { budget, nowMs } = world;
  const next: (readonly [string, World])[] = [];
  // What the owner asks for is written down first, or refused.
  if (budget.verdicts > 0 && world.disk === null) {
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
            verdict === 'approve'
              ? { type: 'gather', untilMs: nowMs + gatherMs }
              : { type: 'look', byMs: nowMs },
          ),
        ]);
      }
    }
  }
  if (budget.ends > 0) {
    for (const key of people) {
      const standing = standingOf(world.decisions.filter((one) => one.key === key));
      if (standing.state !== 'approved' || standing.decision?.verdict === 'expire') continue;
      const id = `expire-${key}-${world.decisions.length}`;
      const ended = decision('expire', { key, handle: key, id, progress: 'queued', issuedAtMs: nowMs });
      const left = { ...budget, ends: budget.ends - 1 };
      const spent = behind({ ...world, decisions: [...world.decisions, ended], budget: left });
      next.push([`its time is over ${key.slice(-1)}`, tell(spent, { type: 'look', byMs: nowMs })]);
    }
  }
  if (budget.fulls > 0 && world.disk === null) {
    const { decisions, journal, wish, wayBack } = world;
    const disk = { decisions, journal, wish, wayBack, isBehind: false };
    next.push(['the disk is full', { ...world, disk, budget: { ...budget, fulls: budget.fulls - 1 } }]);
  }
  if (world.disk !== null) next.push(['the disk takes it', { ...world, disk: null }]);
  if (budget.turns > 0) {
    for (const wish of ['off', 'on'] as const) {
      // What is not known can't be turned on.
      if (world.wish === wish || (wish === 'on' && (world.facts === null || world.disk !== null))) continue;
      const journal = { ...world.journal, stopped: [], held: null };
      // Start Anyway is for those whom a removal had not taken off by then, and for nobody who is blocked later.
      const tolerate = wish === 'on' ? toleratedNow(world.facts, wantedOf(world).people, journal) : null;
      const tolerated = wish === 'on' ? people.filter((key) => isBeingRemoved(world, key)) : [];
      const left = { ...budget, turns: budget.turns - 1 };
      const spent = behind({ ...world, wish, journal, tolerated, keptOut: [], budget: left });
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
  world.asked.forEach(({ what, accounts, ran, lists, isOvertaken }, index) => {
    const left = { ...world, asked: world.asked.filter((_, other) => other !== index) };
    // What ran is answered before the stop is, or late.
    if (what === 'read') {
      const isRead = (read: AccessFacts): World => {
        const told = tell(left, { type: 'read', facts: read });
        const facts = told.flight.belief.doubted === null ? read : null;
        return { ...told, facts, inEffect: listsInEffect(facts, world.inEffect) };
      };
      const facts = reading(world);
      next.push(['read is answered', isRead(facts)]);
      if (lists !== null && nameOfLists(lists) !== nameOfLists(facts))
        next.push(['read is answered, as it was when it was asked', isRead(lists)]);
      const { budget } = world;
      if (budget.strays > 0) {
        const spent = { ...isRead(strayReading(world)), budget: { ...budget, strays: budget.strays - 1 } };
        next.push(['another install is read', spent]);
      }
    } else if (what === 'check') {
      const was = world.facts?.accounts.filter(({ runtime }) => runtime?.running).map(({ id }) => id);
      const differs =
        was !== undefined && JSON.stringify(was.toSorted()) !== JSON.stringify(world.runs.toSorted());
      next.push(['check is answered', tell(left, { type: 'checked', differs })]);
    } else if (what === 'stop') {
      const runs = world.runs.filter((id) => !accounts.includes(id));
      const stoppedByHand = [...new Set([...world.stoppedByHand, ...accounts])];
      const stopped = { ...left, runs, stoppedByHand };
      next.push(['stop is answered', tell(stopped, { type: 'stopped', failed: false })]);
    } else if (what === 'ran') {
      next.push(['ran is answered', tell(left, { type: 'ran', accounts: ran })]);
    } else {
      const [account = ''] = accounts;
      const runs = isEnabled(world.saved) ? [...new Set([...world.runs, account])].toSorted() : world.runs;
      const stoppedByHand = world.stoppedByHand.filter((id) => id !== account);
      const started = isOvertaken ? left : { ...left, runs, stoppedByHand };
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
  next.push(['saved', saveWrite(handled, sent)]);
  if (world.budget.refusals > 0) {
    const budget = { ...world.budget, refusals: world.budget.refusals - 1 };
    const outcome = { kind: 'refused', message: 'no' } as const;
    next.push(['refused', tell({ ...handled, budget }, { type: 'written', write: sent, outcome })]);
  }
  return next;
}

function saveWrite(world: World, write: Write): World {
  const overtaken = world.pending;
  const saved = saveEdit(world.saved, write.edit);
  const takenOff = world.takenOff.filter((key) => !isOurMember(saved, key));
  const kept = { ...world, saved, takenOff, pending: write, revision: world.revision + 1 };
  return overtaken === null
    ? kept
    : tell(kept, { type: 'written', write: overtaken, outcome: { kind: 'superseded' } });
}

function saveEdit(lists: AccessFacts, edit: AccessEdit): AccessFacts {
  return applyEdit(edit.enabled === undefined ? lists : { ...lists, rootEnabled: edit.enabled }, edit);
}

/** What was saved comes into effect: turned on it starts, turned off it stops; what was stopped stays so (OC-48). */
function apply(world: World): World {
  const { pending, saved, effective } = world;
  if (pending === null) return world;
  const turned = isEnabled(saved) !== isEnabled(effective);
  const coming = saved.accounts.map(({ id }) => id).filter((id) => !world.stoppedByHand.includes(id));
  const runs = !turned ? world.runs : isEnabled(saved) ? coming : [];
  const applied = { ...world, effective: saved, appliedRevision: world.revision, pending: null, runs };
  const keptOut = world.keptOut.filter((key) => isListed(saved, key));
  const tolerated = world.tolerated.filter((key) => isListed(saved, key));
  const hash = `base-${world.revision}`;
  const watched = watch({ ...applied, keptOut, tolerated });
  // Of what nobody waits for the gateway tells all the same (OC-56).
  return world.flight.write?.base === pending.base
    ? tell(watched, { type: 'written', write: pending, outcome: { kind: 'applied', hash } })
    : tell(watched, { type: 'config-changed', hash });
}

/** No message passes between a stop that is over and the removal's being applied. */
function watch(world: World): World {
  const isHeard = world.keptOut.some((key) => isLetIn(world, key));
  return isHeard ? wrong(world, 'somebody got through between stop and removal') : world;
}
