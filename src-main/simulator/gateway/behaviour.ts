/** How the practice gateway behaves: as the real one on a good day, until a test says otherwise. */
export interface PracticeBehaviour {
  /** How long an idle gateway takes to apply a change, ms. The real one: 1800 to 4700 (OC-5). */
  readonly applyMs: number;
  /** From start to receiving, ms. The real one: 100 to 300. */
  readonly startMs: number;
  /** What a new connection meets. `silent`: the challenge never comes. */
  readonly connect:
    | 'welcome'
    | 'starting'
    | 'other-protocol'
    | 'unauthorized'
    | 'pairing-required'
    | 'silent';
  /** `none`: requests are read and done, but never answered. */
  readonly answers: 'all' | 'none';
  /** `lies`: says stopped and goes on receiving. `fails`: an error. `restarts`: stopped, and running again after `startMs`. */
  readonly stop: 'stops' | 'lies' | 'fails' | 'restarts';
  /** False: changes are persisted and never applied, as after a failed reload. */
  readonly applies: boolean;
  /** How long the assistant works on a message, ms. While it works, changes wait (OC-6). */
  readonly runMs: number;
}

export const goodDay: PracticeBehaviour = {
  applyMs: 40,
  startMs: 15,
  connect: 'welcome',
  answers: 'all',
  stop: 'stops',
  applies: true,
  runMs: 0,
};

/**
 * What goes wrong with one `config.patch`. `refuse`: the config is called invalid. `conflict`: somebody else wrote first.
 * `drop-before`, `drop-after`: the connection is lost before or after it is persisted (after: and applied). `persist-only`:
 * persisted, not applied, and said so. `no-answer`: done, but no answer. `rate-limited`: as after 30 in a minute.
 */
export type PatchFault =
  | 'refuse'
  | 'conflict'
  | 'drop-before'
  | 'drop-after'
  | 'persist-only'
  | 'no-answer'
  | 'rate-limited';
