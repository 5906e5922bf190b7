import { notLetIn, type PageRefusal, pageRefusals } from '#contract/page-secret.ts';
import type { Transport } from '#contract/transport.ts';
import type { PageSecret } from './page-secret.ts';

/** Close code of ours (RFC 6455, section 7.4.2): what the other side sent makes no sense. */
const notBelieved = 4_400;

/**
 * One WebSocket.
 * @param page address of the bridge as seen from the page, `http:` or `https:`.
 * @param refused called instead of `closed` when the other side does not let this page in: trying again would not help.
 */
export function webSocketTransport(
  page: URL,
  secret: PageSecret,
  refused: (why: PageRefusal) => void,
): Transport {
  const address = new URL(page);
  address.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address, secret.offers());
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    listen({ opened, message, closed }) {
      socket.addEventListener('open', () => {
        secret.accepted(socket.protocol);
        opened();
      });
      socket.addEventListener('message', (event) => message(String(event.data)));
      socket.addEventListener('close', ({ code, reason }) => {
        if (code !== notLetIn) {
          closed();
          return;
        }
        refused(pageRefusals.find((why) => why === reason) ?? 'no-secret');
      });
    },
    drop: (why) => socket.close(notBelieved, why),
    close: () => socket.close(),
  };
}
