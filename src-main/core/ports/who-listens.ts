/**
 * Who takes connections on a TCP port of this machine. `ours`: processes of our own user only, and of the one process that
 * should, where it is named. `others`: somebody else, or somebody else as well. `nobody`: it is free. `unknown`: the system
 * does not tell.
 */
export type Listening = 'ours' | 'others' | 'nobody' | 'unknown';

/**
 * Looks who listens, within seconds; never rejects.
 * @param pid the one process that should listen there; null: any of our user's.
 */
export type WhoListens = (port: number, pid: number | null) => Promise<Listening>;
