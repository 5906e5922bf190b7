import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import type { AppApi } from '#contract/contract.ts';
import { maxRequestLength } from '#contract/wire.ts';
import { makeGuard } from '#core/guard.ts';
import type { ErrorSink } from '../../ipc/dispatch.ts';
import { Session } from '../../ipc/session.ts';

/** WebSocket close codes (RFC 6455, section 7.4.1). */
const goingAway = 1001;
const unsupportedData = 1003;

/** Pages that may be open at once; each holds a subscription. */
const maxPages = 32;

/** A UTF-16 unit takes at most three bytes. A longer frame ends the connection before it is in memory (1009). */
const maxFrameBytes = maxRequestLength * 3;

/** Those who do not answer the goodbye are cut off, ms. */
const goodbyeMs = 500;

export interface BridgeServer {
  /** Takes over a connection that the door has let in. */
  open(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  readonly isFull: boolean;
  stop(): Promise<void>;
}

/**
 * The window's bridge over WebSocket: one session of the one contract per page, JSON texts as contract/wire.ts says. A page
 * that reads too slowly is left out of the pushes and gets a fresh state later.
 */
export function createBridgeServer(api: AppApi, onError: ErrorSink): BridgeServer {
  const guard = makeGuard(onError);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
  });
  return {
    get isFull() {
      return server.clients.size >= maxPages;
    },
    open(request, socket, head) {
      const opened = (page: WebSocket): void => {
        const session = new Session(
          api,
          {
            send: (text) => {
              if (page.readyState === page.OPEN) page.send(text);
            },
            backlog: () => page.bufferedAmount,
          },
          onError,
        );
        const received = (data: Buffer, isBinary: boolean): void => {
          if (isBinary) {
            page.close(unsupportedData);
            return;
          }
          session.receive(data.toString('utf8'));
          // Whoever asks without reading the answers is asked to wait, by not being read.
          if (session.isFull) page.pause();
        };
        const drained = (): void => {
          if (page.isPaused) page.resume();
          session.drained();
        };
        page.on('message', guard(received));
        socket.on('drain', guard(drained));
        // A frame that breaks the protocol, or a page that went away: `close` follows.
        page.on(
          'error',
          guard(() => {}),
        );
        page.on(
          'close',
          guard(() => session.close()),
        );
      };
      server.handleUpgrade(request, socket, head, guard(opened));
    },
    async stop() {
      for (const page of server.clients) page.close(goingAway);
      const gone = [...server.clients].map(
        (page) => new Promise<void>((resolve) => page.once('close', guard(resolve))),
      );
      await Promise.race([Promise.all(gone), delay(goodbyeMs, undefined, { ref: false })]);
      for (const page of server.clients) page.terminate();
      await Promise.all(gone);
      server.close();
    },
  };
}
