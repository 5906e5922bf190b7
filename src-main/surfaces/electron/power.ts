import { powerMonitor } from 'electron';

export interface PowerEvents {
  /** Sleep begins. */
  asleep(): void;
  /** Sleep is over: what came in meanwhile is read now. */
  awake(): void;
  unlocked(): void;
  /** The Mac shuts down, or the owner logs out: nothing may be asked any more. */
  endingSession(): void;
}

/** Follows sleep and the lock screen. */
export class Power {
  #lockScreenShown = false;

  constructor(events: PowerEvents) {
    powerMonitor.on('suspend', () => events.asleep());
    powerMonitor.on('resume', () => events.awake());
    powerMonitor.on('lock-screen', () => {
      this.#lockScreenShown = true;
    });
    powerMonitor.on('unlock-screen', () => {
      this.#lockScreenShown = false;
      events.unlocked();
    });
    powerMonitor.on('shutdown', () => events.endingSession());
  }

  /** Locked when either says so: events of a lock may be missing after sleep or a start behind the lock screen. */
  get isLocked(): boolean {
    return this.#lockScreenShown || powerMonitor.getSystemIdleState(1) === 'locked';
  }
}
