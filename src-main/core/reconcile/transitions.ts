import type { AccessFacts, EditOutcome } from '#core/access/access-facts.ts';
import { afterChange, afterGreeting, afterParting, afterReading } from './belief.ts';
import { type Flight, nothingInFlight, type Tolerated, type Write } from './flight.ts';
import { comingUpMs, landingMs, longestWaitMs, maxDeferredMs, tryAgainMs, watchMs } from './pace.ts';
import type { Step } from './step.ts';

/** Conflicts in a row before the other writer is given room. */
const maxConflicts = 5;

/** How often the same edit is written in a row before it is given time: a gateway that says yes and does nothing gets no more. */
const maxRepeats = 2;

/** What came to pass, as far as it changes what is in flight. */
export type FlightEvent =
  /** `appliedRevision`: what the gateway said that it lives by when it was reached; null: it did not say. */
  | { readonly type: 'connected'; readonly appliedRevision: string | null }
  | { readonly type: 'disconnected' }
  /** Something may be different at the gateway, or is wanted of it: the lists are read again by then. */
  | { readonly type: 'look'; readonly byMs: number }
  /** Somebody is to be let in, by a write that waits until then for others. */
  | { readonly type: 'gather'; readonly untilMs: number }
  /** The config changed, saved or applied, whoever did it: the lists are read again at once. `hash`: into what; null: that was not said. */
  | { readonly type: 'config-changed'; readonly hash: string | null }
  /** null: the lists could not be read. What was read counts if the flight after it doubts nothing. */
  | { readonly type: 'read'; readonly facts: AccessFacts | null }
  /** What runs was read; `differs` from what the lists said of it. */
  | { readonly type: 'checked'; readonly differs: boolean }
  /** Every stop was answered; `failed`: not each with yes. */
  | { readonly type: 'stopped'; readonly failed: boolean }
  /** What ran before the stops; null: the gateway did not say. */
  | { readonly type: 'ran'; readonly accounts: readonly string[] | null }
  /** `ok` false: the gateway did not answer. */
  | { readonly type: 'started'; readonly account: string; readonly ok: boolean }
  | { readonly type: 'written'; readonly write: Write; readonly outcome: EditOutcome }
  /** The owner turned the switch; `tolerate`: what that was Start Anyway for. */
  | { readonly type: 'released'; readonly tolerate: Tolerated | null }
  /** The owner wants what was refused tried again. */
  | { readonly type: 'retry' }
  /** A step could not be written down. */
  | { readonly type: 'stuck' };

/** The flight as soon as `step` is under way. */
export function afterStep(flight: Flight, step: Step): Flight {
  switch (step.do) {
    case 'read':
      return { ...flight, reading: true, readDueMs: null, gatherUntilMs: null };
    case 'check':
      return { ...flight, checking: true };
    case 'stop': {
      const released = flight.stop?.released ?? false;
      const accounts = [...(flight.stop?.accounts ?? []), ...step.accounts];
      const told = flight.stop?.told ?? false;
      const stop = { accounts, supposed: step.supposed, released, stopped: null, ran: null, told };
      // A start that is under way has been overtaken: its answer has nothing left to say.
      return { ...flight, stop, start: null, started: [] };
    }
    case 'tell-stopped':
      return { ...flight, stop: flight.stop && { ...flight.stop, told: true } };
    case 'stop-over': {
      // A reading that began before the stop was answered does not count for what runs now.
      const readDueMs = flight.reading ? (flight.readDueMs ?? flight.readAtMs) : flight.readDueMs;
      return { ...flight, stop: null, stoppedFor: step.reasons, stoppedOnReading: true, readDueMs };
    }
    case 'start':
      return { ...flight, start: step.account };
    case 'write': {
      const alsoGrants = flight.write ? [...flight.write.grants, ...flight.write.alsoGrants] : [];
      return { ...flight, write: { ...step.write, alsoGrants }, gatherUntilMs: null };
    }
    case 'settle':
      // Whoever was in a write that was refused has been told: approved once more, they are tried once more.
      return flight.refused?.grants.length === 0 ? flight : { ...flight, refused: null };
    case 'journal':
      return step.journal.stopped.length === 0 ? { ...flight, started: [] } : flight;
    case 'end-change':
      return { ...flight, changed: null };
    case 'look-again':
      return { ...flight, missing: step.missing, readDueMs: flight.readAtMs + watchMs };
    case 'end-approvals':
      return { ...flight, missing: [] };
    case 'end-request':
    case 'wait':
      return flight;
  }
}

/** The flight after `event`. */
export function afterEvent(flight: Flight, event: FlightEvent, nowMs: number): Flight {
  switch (event.type) {
    case 'connected':
      return {
        ...nothingInFlight,
        tolerated: flight.tolerated,
        belief: afterGreeting(flight.belief, event.appliedRevision, nowMs),
        readDueMs: nowMs,
        settlesAtMs: nowMs + comingUpMs,
        landedAtMs: nowMs + landingMs,
      };
    case 'disconnected': {
      const isChanging = flight.write?.for === 'change';
      const changed = isChanging ? ({ kind: 'unknown', message: '' } as const) : flight.changed;
      return {
        ...nothingInFlight,
        tolerated: flight.tolerated,
        changed,
        belief: afterParting(flight.belief),
      };
    }
    case 'look':
      return { ...flight, readDueMs: Math.min(flight.readDueMs ?? event.byMs, event.byMs) };
    case 'gather': {
      const { untilMs } = event;
      // What is to be read anyway is read for it.
      if (flight.readDueMs !== null || flight.reading)
        return { ...flight, readDueMs: Math.min(flight.readDueMs ?? untilMs, untilMs) };
      return { ...flight, gatherUntilMs: flight.gatherUntilMs ?? untilMs };
    }
    case 'config-changed':
      return {
        ...flight,
        readDueMs: Math.min(flight.readDueMs ?? nowMs, nowMs),
        // Our own write changes the file, too.
        belief:
          event.hash === null && flight.write !== null
            ? flight.belief
            : afterChange(flight.belief, event.hash, nowMs),
        changesUntilMs: nowMs + maxDeferredMs,
      };
    case 'read': {
      const read = {
        ...flight,
        reading: false,
        readAtMs: nowMs,
        checkedAtMs: nowMs,
        stoppedOnReading: false,
      };
      const belief = event.facts
        ? afterReading(flight.belief, event.facts, flight.write?.expected ?? null, nowMs)
        : flight.belief;
      const isKnown = event.facts !== null && belief.doubted === null;
      return {
        ...read,
        belief,
        readDueMs: isKnown ? flight.readDueMs : (flight.readDueMs ?? nowMs + watchMs),
      };
    }
    case 'checked': {
      const checked = { ...flight, checking: false, checkedAtMs: nowMs };
      return event.differs ? { ...checked, readDueMs: flight.readDueMs ?? nowMs } : checked;
    }
    case 'stopped':
      return { ...flight, stop: flight.stop && { ...flight.stop, stopped: { failed: event.failed } } };
    case 'ran':
      return { ...flight, stop: flight.stop && { ...flight.stop, ran: { accounts: event.accounts } } };
    case 'started': {
      if (flight.start !== event.account) return flight;
      if (!event.ok) return { ...flight, start: null, readDueMs: flight.readDueMs ?? nowMs + watchMs };
      const started = [...flight.started, { account: event.account, atMs: nowMs }];
      return { ...flight, start: null, started, readDueMs: nowMs, settlesAtMs: nowMs + comingUpMs };
    }
    case 'written':
      return isSameWrite(flight.write, event.write)
        ? paced(
            written(expecting(flight, event.outcome, nowMs), event.write, event.outcome, nowMs),
            event,
            nowMs,
          )
        : flight;
    case 'released':
      return {
        ...flight,
        tolerated: event.tolerate,
        // The switch is tried again, whatever was said of it before.
        refused: flight.refused?.edit.enabled === undefined ? flight.refused : null,
        stoppedFor: flight.stoppedFor.filter((reason) => reason !== 'channel'),
        stop: flight.stop && { ...flight.stop, released: true },
        readDueMs: nowMs,
      };
    case 'retry':
      return {
        ...flight,
        refused: null,
        unable: null,
        tolerated: null,
        writeNotBeforeMs: nowMs,
        readDueMs: nowMs,
      };
    case 'stuck':
      return { ...flight, readDueMs: nowMs + tryAgainMs };
  }
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** A write that was superseded has nothing left to say, so answers name the write they are for. */
function isSameWrite(one: Write | null, other: Write): boolean {
  return one !== null && one.base === other.base && JSON.stringify(one.edit) === JSON.stringify(other.edit);
}

/** The same edit again and again is put off, each time for twice as long: whatever it was answered. */
function paced(
  flight: Flight,
  { write, outcome }: Extract<FlightEvent, { readonly type: 'written' }>,
  nowMs: number,
): Flight {
  const free = outcome.kind === 'conflict' ? maxConflicts : maxRepeats;
  const edit = JSON.stringify(write.edit);
  const before = flight.repeated;
  const isAgain = before?.edit === edit && nowMs - before.atMs <= 2 * longestWaitMs;
  const times = isAgain ? before.times + 1 : 1;
  const repeated = { edit, times, atMs: nowMs };
  if (times <= free) return { ...flight, repeated };
  const waitMs = Math.min(tryAgainMs * 2 ** (times - free - 1), longestWaitMs);
  return { ...flight, repeated, writeNotBeforeMs: Math.max(flight.writeNotBeforeMs, nowMs + waitMs) };
}

/** What may be read after a write was answered so. */
function expecting(flight: Flight, outcome: EditOutcome, nowMs: number): Flight {
  if (outcome.kind === 'refused' || outcome.kind === 'rate-limited') return flight;
  const hash = outcome.kind === 'applied' ? outcome.hash : null;
  return { ...flight, belief: afterChange(flight.belief, hash, nowMs) };
}

function written(flight: Flight, write: Write, outcome: EditOutcome, nowMs: number): Flight {
  const answered = { ...flight, write: null, conflicts: 0, unable: null, readDueMs: nowMs };
  const ended = write.for === 'change' ? { ...answered, changed: outcome } : answered;
  switch (outcome.kind) {
    case 'applied':
      return { ...ended, settlesAtMs: nowMs + comingUpMs };
    case 'superseded':
      return ended;
    case 'unknown':
    case 'not-applied': {
      // Each write of the 30 a minute counts, and a removal may need one (OC-36).
      const times = (flight.unable?.times ?? 0) + 1;
      const waitMs = Math.min(tryAgainMs * 2 ** (times - 1), longestWaitMs);
      const unable = { message: outcome.message, times };
      const landedAtMs = outcome.kind === 'unknown' ? nowMs + landingMs : ended.landedAtMs;
      return { ...ended, unable, writeNotBeforeMs: nowMs + waitMs, landedAtMs };
    }
    case 'conflict': {
      const conflicts = flight.conflicts + 1;
      const writeNotBeforeMs = conflicts < maxConflicts ? flight.writeNotBeforeMs : nowMs + watchMs;
      return { ...answered, conflicts, writeNotBeforeMs };
    }
    case 'rate-limited':
      // As it asks, within what is sensible: it may ask for no time at all, or for years.
      return { ...answered, writeNotBeforeMs: nowMs + clamp(outcome.retryAfterMs, watchMs, longestWaitMs) };
    case 'refused': {
      const { edit, base, grants } = write;
      return { ...ended, refused: { edit, base, grants, message: outcome.message } };
    }
  }
}
