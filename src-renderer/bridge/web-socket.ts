import type { Transport } from '#contract/transport.ts';

/** Close code of ours (RFC 6455, section 7.4.2): what the other side sent makes no sense. */
const notBelieved = 4_400;

/**
 * One WebSocket.
 * @param page address of the bridge as seen from the page, `http:` or `https:`.
 */
export function webSocketTransport(page: URL): Transport {
  const address = new URL(page);
  address.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address);
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    listen({ opened, message, closed }) {
      socket.addEventListener('open', opened);
      socket.addEventListener('message', (event) => message(String(event.data)));
      socket.addEventListener('close', closed);
    },
    drop: (why) => socket.close(notBelieved, why),
    close: () => socket.close(),
  };
}
