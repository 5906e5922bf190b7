import { noChatsAsked } from '#core/access/named-chats.ts';
import type { DecisionVerdict, TrackedDecision } from '#core/decision/decision.ts';
import { type Flight, nothingInFlight, type Write } from '#core/reconcile/flight.ts';
import { nextStep } from '#core/reconcile/next-step.ts';
import type { ReadState, Step } from '#core/reconcile/step.ts';
import { afterEvent, afterStep, type FlightEvent } from '#core/reconcile/transitions.ts';
import type { Decided, OwnerRequests } from '#core/reconcile/wanted.ts';
import type { WriterJournal } from '#core/reconcile/writer-journal.ts';
import { decision, standingAfter } from './decisions.ts';
import { facts } from './facts.ts';

/** When the machine of a test is asked, ms of its clock. */
export const nowMs = 100_000;

export const calm: WriterJournal = { stopped: [], held: null, groupIsOurs: true };

/** A sender after these decisions. */
export function person(
  key: string,
  ...made: readonly Partial<TrackedDecision & { verdict: DecisionVerdict }>[]
): Decided {
  const decisions = made.map(({ verdict = 'approve', ...more }) =>
    decision(verdict, { key, handle: key, ...more }),
  );
  return { key, handle: key, standing: standingAfter(...decisions) };
}

/** A gateway that lets `members` in through our group, and the owner's `direct` list beside it. */
export function opened(members: readonly string[], input: Parameters<typeof facts>[0] = {}) {
  const direct = [...(input.direct ?? ['+12125550100']), 'accessGroup:peephole'];
  return facts({ group: [], ...input, direct, groups: { peephole: members, ...input.groups } });
}

export interface Machine {
  readonly view: ReadState;
  readonly wanted: OwnerRequests;
  readonly journal: WriterJournal;
  readonly flight: Flight;
  readonly nowMs: number;
}

export interface MachineInput {
  readonly connection?: ReadState['connection'];
  readonly facts?: ReadState['facts'];
  /** Not given: the same, as far as they are applied. */
  readonly inEffect?: ReadState['inEffect'];
  readonly unusable?: string;
  readonly people?: OwnerRequests['people'];
  readonly channel?: OwnerRequests['channel'];
  readonly change?: OwnerRequests['change'];
  /** Default: true. */
  readonly isLooking?: boolean;
  readonly journal?: Partial<WriterJournal>;
  readonly flight?: Partial<Flight>;
}

/** A machine at rest on lists that were just read, but for what is given. */
export function machine(input: MachineInput = {}): Machine {
  const { connection = 'connected', people = [], channel = null, change = null, isLooking = true } = input;
  const read = input.facts === undefined ? opened([]) : input.facts;
  const inEffect = input.inEffect === undefined ? (read?.applied ? read : null) : input.inEffect;
  return {
    view: { connection, facts: read, inEffect, chats: noChatsAsked, unusable: input.unusable ?? null },
    wanted: { people, channel, change, isLooking },
    journal: { ...calm, ...input.journal },
    flight: { ...nothingInFlight, readAtMs: nowMs, checkedAtMs: nowMs, ...input.flight },
    nowMs,
  };
}

export function next({ view, wanted, journal, flight, nowMs: now }: Machine): Step {
  return nextStep(view, wanted, journal, flight, now);
}

/** The step that a machine at rest would take, but for what is given. */
export const stepOf = (input: MachineInput = {}): Step => next(machine(input));

/** The machine after it has begun its next step, with what that writes down. */
export function begin(one: Machine): Machine {
  const step = next(one);
  const journal = 'journal' in step ? step.journal : one.journal;
  return { ...one, journal, flight: afterStep(one.flight, step) };
}

/** The machine after an event. */
export function happen(one: Machine, event: FlightEvent): Machine {
  const view = event.type === 'read' ? { ...one.view, facts: event.facts } : one.view;
  return { ...one, view, flight: afterEvent(one.flight, event, one.nowMs) };
}

/** The machine after its stops and what ran before were answered. */
export function stopAnswered(one: Machine, accounts: readonly string[] | null, failed = false): Machine {
  return happen(happen(one, { type: 'stopped', failed }), { type: 'ran', accounts });
}

/** The machine so much later. */
export const later = (one: Machine, ms: number): Machine => ({ ...one, nowMs: one.nowMs + ms });

/** A write that is under way, saved and not yet applied unless told otherwise. */
export function write(change: Partial<Write> = {}): Write {
  return {
    for: 'decisions',
    edit: { ourMembers: [] },
    base: 'base-0',
    expected: '',
    losing: [],
    grants: [],
    alsoGrants: [],
    sentAtMs: nowMs,
    ...change,
  };
}
