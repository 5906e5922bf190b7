import type { Duplex } from 'node:stream';
import type { Guard } from '#core/guard.ts';

/**
 * Connections that have not shown the owner's secret. Anybody on this machine may open as many as they like and say
 * nothing: the one that has waited longest makes room for the next, so the owner's own page always comes through. Who has
 * shown the secret has left the room, and is nobody's to push out.
 */
export class WaitingRoom {
  readonly #seats: number;
  readonly #guard: Guard;
  /** The one that has waited longest first. */
  readonly #waiting = new Set<Duplex>();

  constructor(seats: number, guard: Guard) {
    this.#seats = seats;
    this.#guard = guard;
  }

  enter(socket: Duplex): void {
    this.#waiting.add(socket);
    socket.once(
      'close',
      this.#guard(() => this.#waiting.delete(socket)),
    );
    const [first] = this.#waiting;
    if (this.#waiting.size > this.#seats) first?.destroy();
  }

  leave(socket: Duplex): void {
    this.#waiting.delete(socket);
  }
}
