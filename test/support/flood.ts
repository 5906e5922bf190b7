import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { StatusView } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { Peephole } from './peephole.ts';

/** Whose messages they are: all of one address, or each of one of its own. */
export type FloodForm = 'one' | 'many';

export interface FloodOrder {
  readonly form: FloodForm;
  /** Messages, the person's not counted. */
  readonly count: number;
  /** How long writing them takes, ms; longer where the machine is slow. */
  readonly overMs: number;
  /** Somebody who writes one message in the middle of it. */
  readonly person: FloodMessage;
}

interface FloodMessage {
  readonly handle: string;
  readonly text: string;
}

/** Moments are of the clock that all processes of a machine have in common (`process.hrtime`), ns. */
type WriterSaid =
  | { readonly said: 'ready' }
  | {
      readonly said: 'written';
      /** ROWID of the newest row. */
      readonly lastRowId: number;
      /** When the newest row was committed. */
      readonly lastNs: string;
      /** When the person's was. */
      readonly personNs: string;
      readonly tookMs: number;
    };

export interface Noticed {
  readonly notice: Notice;
  readonly atNs: string;
}

/** What a surface saw of a flood. */
export interface FloodSeen {
  readonly said: 'seen';
  readonly notices: readonly Noticed[];
  /** How long each answer took, in the order in which they came. */
  readonly statusMs: readonly number[];
  /** The first state with the person in it; null: there was none. */
  readonly shownNs: string | null;
  /** The first notice that names them; null: there was none. */
  readonly toldNs: string | null;
  /** The first state by which the newest row was read. */
  readonly caughtUpNs: string;
  readonly listMs: number;
  /** The same for every page, one after the other. */
  readonly listAllMs: number;
  /** How many are in the list, and what they sent altogether. */
  readonly senders: number;
  readonly knocks: number;
  readonly person: SenderView | null;
  readonly counts: StatusView['counts'];
}

export type FloodSaid = WriterSaid | FloodSeen;

/** Numbers of one area among addresses that cost nothing; none is the owner's. */
function floodHandle(form: FloodForm, index: number): string {
  if (form === 'one') return '+12125550101';
  return index % 20 === 0 ? `+1212555${1_000 + index / 20}` : `m${index}@example.com`;
}

export function floodMessage(form: FloodForm, index: number): FloodMessage {
  return { handle: floodHandle(form, index), text: `Offer number ${index}: your prize is waiting for you` };
}

interface Helper {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** A process that has a chat.db of its own making open for writing, in WAL mode, for as long as it runs. */
export interface FloodWriter extends Helper {
  flood(order: FloodOrder): Promise<Extract<FloodSaid, { said: 'written' }>>;
}

/** A process that looks at a Peephole as a surface does. */
export interface FloodWatcher extends Helper {
  /** Resolves when the row was read. */
  seen(lastRowId: number): Promise<FloodSeen>;
}

/** Resolves when chat.db is there. */
export async function startFloodWriter(path: string): Promise<FloodWriter> {
  const helper = await start('flood-writer.ts', path);
  return { ...helper, flood: (order) => answer(helper.child, order, 'written') };
}

/** Resolves when it follows the state. */
export async function startFloodWatcher(peephole: Peephole, person: string): Promise<FloodWatcher> {
  const helper = await start('flood-watcher.ts', peephole.stateDir, peephole.socketPath, person);
  return { ...helper, seen: (lastRowId) => answer(helper.child, { lastRowId }, 'seen') };
}

async function start(program: string, ...args: readonly string[]): Promise<Helper> {
  const child = fork(new URL(`../chaos/${program}`, import.meta.url).pathname, args, { execArgv: [] });
  await saying(child, 'ready');
  return {
    child,
    async stop() {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}

function answer<S extends FloodSaid['said']>(child: ChildProcess, order: object, what: S) {
  const said = saying(child, what);
  child.send(order);
  return said;
}

/** Resolves when a helper says this. @throws Error when it ended before. */
function saying<S extends FloodSaid['said']>(
  child: ChildProcess,
  what: S,
): Promise<Extract<FloodSaid, { said: S }>> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void =>
      reject(new Error(`it ended with ${code} before it said ${what}`));
    child.once('exit', ended);
    child.on('message', (message: FloodSaid) => {
      if (message.said !== what) return;
      child.off('exit', ended);
      resolve(message as Extract<FloodSaid, { said: S }>);
    });
  });
}
