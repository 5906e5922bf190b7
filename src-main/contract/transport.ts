/** What a connection tells whoever uses it. Plain functions, so that Electron's context bridge can pass them on. */
export interface TransportHandlers {
  /** Texts go both ways from now on. Told again by a transport that connects anew by itself. */
  opened(): void;
  message(text: string): void;
  /** The connection ended, or did not come about; whatever was under way over it is lost. */
  closed(): void;
}

/** Carries JSON texts both ways (wire.ts): a control socket, a WebSocket, Electron's IPC. */
export interface Transport {
  /** Sends one text. While nothing is open it goes nowhere. */
  send(text: string): void;
  /** To be called once; connecting begins then, where it has not. */
  listen(handlers: TransportHandlers): void;
  /**
   * Ends this one connection, because what came over it can't be believed; a transport that connects anew goes on.
   * @param why for the other side, at most 120 characters.
   */
  drop(why: string): void;
  /** Ends it for good. */
  close(): void;
}

const firstRetryMs = 250;
const maxRetryMs = 5_000;

/** Connects anew whenever the connection ends, soon at first and then every 5 s, until it is closed for good. */
export function reconnecting(connect: () => Transport): Transport {
  let current: Transport | null = null;
  let retryMs = firstRetryMs;
  let isEnded = false;

  const begin = (handlers: TransportHandlers): void => {
    if (isEnded) return;
    const opened = connect();
    current = opened;
    opened.listen({
      opened: () => {
        retryMs = firstRetryMs;
        handlers.opened();
      },
      message: (text) => handlers.message(text),
      closed: () => {
        if (current !== opened) return;
        current = null;
        handlers.closed();
        setTimeout(() => begin(handlers), retryMs);
        retryMs = Math.min(retryMs * 2, maxRetryMs);
      },
    });
  };

  return {
    send: (text) => current?.send(text),
    listen: begin,
    drop(why) {
      // Who talks nonsense once will most likely do so again.
      retryMs = maxRetryMs;
      current?.drop(why);
    },
    close() {
      isEnded = true;
      current?.close();
    },
  };
}
