/** Strangers who knock while you watch. */
import { type Caller, callers, troublemakers } from './cast.ts';
import type { ChatDb } from './chat-db.ts';
import type { Random } from './random.ts';

export interface KnockingHost {
  readonly db: ChatDb;
  readonly random: Random;
  /** How much faster than life; 1 is life. */
  readonly speed: number;
  /** Whether a message by this handle would reach the assistant now. */
  isLetIn(handle: string): boolean;
}

const firstAfterMs = 3_000;
const pause = { minMs: 10_000, maxMs: 25_000 };
/** How soon somebody who was let in tries again. */
const noticing = { minMs: 4_000, maxMs: 9_000 };
const lookEveryMs = 1_000;
/** Of this many callers, one tries something. */
const trouble = 4;
/** How late the link between a message and its chat can be: it is another commit. */
const lateLinkMs = 150;

interface Visit {
  readonly caller: Caller;
  /** How many of their lines they have written. */
  written: number;
  /** Let in when last looked: they stop knocking. */
  letIn: boolean;
}

/** The order in which people come: the same for the same seed. The first one is an ordinary person. */
function queueOf(random: Random): Caller[] {
  const [first, ...people] = random.shuffled(callers);
  const others = random.shuffled(troublemakers);
  const rest = people.flatMap((person, index) =>
    index % (trouble - 1) === 1 ? [person, ...others.splice(0, 1)] : [person],
  );
  return [...(first ? [first] : []), ...rest, ...others];
}

/** Starts the knocking. @returns a function that ends it. */
export function startKnocking({ db, random, speed, isLetIn }: KnockingHost): () => void {
  const coming = queueOf(random);
  const visits: Visit[] = [];
  const timers = new Set<NodeJS.Timeout>();

  function after(delayMs: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs / speed);
    timers.add(timer);
  }

  function write({ handle, service, filterBucket = 1 }: Caller, text: string): void {
    const message = { handle, service, filterBucket, text };
    if (!random.oneIn(6)) {
      db.receive(message);
      return;
    }
    const written = db.receive({ ...message, join: 'late' });
    after(lateLinkMs * speed, () => db.link(written));
  }

  /** Somebody who has not said everything, or the next in line. */
  function whoKnocks(): Visit | null {
    const patient = visits.filter(({ caller, written, letIn }) => !letIn && written < caller.lines.length);
    const caller = patient.length > 0 && random.oneIn(3) ? undefined : coming.shift();
    if (caller === undefined) return patient.length > 0 ? random.pick(patient) : null;
    const visit = { caller, written: 0, letIn: false };
    visits.push(visit);
    return visit;
  }

  function knock(): void {
    const visit = whoKnocks();
    const text = visit?.caller.lines[visit.written];
    if (visit && text !== undefined) {
      visit.written += 1;
      write(visit.caller, text);
    }
    // When everybody has come and nobody has more to say, they begin again.
    if (visit === null) {
      for (const each of visits) each.written = 0;
    }
    after(random.between(pause.minMs, pause.maxMs), knock);
  }

  function lookWhoIsLetIn(): void {
    for (const visit of visits) {
      const letIn = isLetIn(visit.caller.handle);
      const { thanks } = visit.caller;
      if (letIn && !visit.letIn && thanks !== null) {
        after(random.between(noticing.minMs, noticing.maxMs), () => write(visit.caller, thanks));
      }
      visit.letIn = letIn;
    }
    after(lookEveryMs, lookWhoIsLetIn);
  }

  after(firstAfterMs, knock);
  after(lookEveryMs, lookWhoIsLetIn);
  return () => {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  };
}
