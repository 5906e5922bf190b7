/** Approvals given within this time share one write: each write restarts the gateway's channels (OC-42). */
export const gatherMs = 50;
/** How often the lists are read while something is on its way; the gateway pushes nothing for most of it (OC-56). */
export const watchMs = 400;
/** How often the lists are read while the channel is not as somebody wants it, and what was not written is tried again. */
export const tryAgainMs = 2_000;
/** The longest that a write which the gateway could not do is put off. */
export const longestWaitMs = 60_000;
/** A stop is answered within this, or the lists are read beside it: reading keeps the gateway busier than the stop does. */
export const besideStopMs = 1_000;
/** How often the lists are read while somebody looks, or something may be on its way (RULE-6.28). */
export const readEveryMs = 10_000;
/** How often the gateway is asked what runs meanwhile, which costs it next to nothing and is pushed by no event (OC-55). */
export const checkEveryMs = 2_000;
/** How often the lists are read while nobody looks and nothing is on its way: what changes in files or is pushed is looked at when it comes. */
export const restEveryMs = 60_000;
/** How long somebody counts as looking after a command was answered, or after the last of them has gone. */
export const lookedForMs = 30_000;
/** How long after a change of the config was seen the gateway may apply it: it puts changes off for 300 s at most (OC-6). */
export const maxDeferredMs = 310_000;
/** How long the gateway gets to load its iMessage plugin once it is switched on (7 s measured, OC-48). */
export const loadingMs = 10_000;
/**
 * How long what does not run counts as about to, after the gateway was reached, or applied or started something: it starts
 * its channels anew then (OC-42), and a busy machine takes longer over it than the 7 s of OC-48.
 */
export const comingUpMs = 30_000;
/** How long a write can be with the gateway before it is saved, after its connection is gone or its answer did not come: 0.2 s were measured (OC-130). */
export const landingMs = 5_000;
/** How long readings have to agree before a config is believed of which nobody said that it changed. */
export const agreeMs = 5_000;
/** How long a change that was seen in the files can take to be read: up to 1 s were measured (OC-126). */
export const showsMs = 5_000;
/** A write that takes longer than this is waiting for an agent run to end (OC-6). */
export const deferredAfterMs = 3_000;
