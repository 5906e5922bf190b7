/** A run of the assistant that is being kept active. */
export interface RunHold {
  /** Ends it: waiting changes are applied, the reply goes out. */
  release(): void;
}

/** The assistant's active runs. As long as there is one, no change is applied (OC-6). */
export function agentRuns() {
  const active = new Set<symbol>();
  let idle = Promise.withResolvers<void>();
  idle.resolve();

  function begin(): RunHold {
    const run = Symbol('run');
    if (active.size === 0) idle = Promise.withResolvers();
    active.add(run);
    return {
      release() {
        active.delete(run);
        if (active.size === 0) idle.resolve();
      },
    };
  }

  return {
    begin,
    get busy() {
      return active.size > 0;
    },
    /** Resolves when nothing runs; a run that begins meanwhile is waited for, too. */
    async idle(): Promise<void> {
      while (active.size > 0) await idle.promise;
    },
    endAll(): void {
      active.clear();
      idle.resolve();
    },
  };
}

export type AgentRuns = ReturnType<typeof agentRuns>;
