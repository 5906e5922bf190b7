import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import type { AppApi } from '#contract/contract.ts';
import { notLetIn, type PageRefusal } from '#contract/page-secret.ts';
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

/** Whoever is turned away has nothing to say but goodbye. */
const maxStrangersBytes = 1024;

/** Those who do not answer the goodbye are cut off, ms. */
const goodbyeMs = 500;

export interface BridgeServer {
  /** Takes over a connection that the gate has let in. @param protocol the offer that was accepted. */
  open(request: IncomingMessage, socket: Duplex, head: Buffer, protocol: string): void;
  /** Tells a page, which can read no HTTP status, why it is not let in. */
  turnAway(request: IncomingMessage, socket: Duplex, head: Buffer, why: PageRefusal): void;
  readonly isFull: boolean;
  stop(): Promise<void>;
}

/**
 * The window's bridge over WebSocket: one session of the one contract per page, JSON texts as contract/wire.ts says. A page
 * that reads too slowly is left out of the pushes and gets a fresh state later.
 */
export function createBridgeServer(api: AppApi, onError: ErrorSink): BridgeServer {
  const guard = makeGuard(onError);
  const accepted = new WeakMap<IncomingMessage, string>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    handleProtocols: (_offered, request) => accepted.get(request) ?? false,
  });
  /** For those who are turned away: nothing that they say is heard. */
  const entrance = new WebSocketServer({
    noServer: true,
    maxPayload: maxStrangersBytes,
    perMessageDeflate: false,
  });
  return {
    get isFull() {
      return server.clients.size >= maxPages;
    },
    turnAway(request, socket, head, why) {
      const refused = (page: WebSocket): void => {
        page.on(
          'error',
          guard(() => {}),
        );
        page.close(notLetIn, why);
        void delay(goodbyeMs, undefined, { ref: false }).then(guard(() => page.terminate()));
      };
      entrance.handleUpgrade(request, socket, head, guard(refused));
    },
    open(request, socket, head, protocol) {
      const opened = (page: WebSocket): void => {
        const session = new Session(
          api,
          {
            send: (text) => {
              if (page.readyState === page.OPEN) page.send(text);
            },
            backlog: () => page.bufferedAmount,
            soon: setImmediate,
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
      accepted.set(request, protocol);
      server.handleUpgrade(request, socket, head, guard(opened));
    },
    async stop() {
      for (const page of server.clients) page.close(goingAway);
      const gone = [...server.clients].map(
        (page) => new Promise<void>((resolve) => page.once('close', guard(resolve))),
      );
      for (const page of entrance.clients) page.terminate();
      await Promise.race([Promise.all(gone), delay(goodbyeMs, undefined, { ref: false })]);
      for (const page of server.clients) page.terminate();
      await Promise.all(gone);
      server.close();
    },
  };
}
