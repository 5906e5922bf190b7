import type { Bridge } from '#contract/bridge.ts';
import type { PageRefusal } from '#contract/page-secret.ts';
import { reconnecting } from '#contract/transport.ts';
import { PageSecret } from './page-secret.ts';
import { webSocketTransport } from './web-socket.ts';

declare global {
  interface Window {
    /** Set by Electron's preload, or by a test. */
    readonly peephole?: Bridge;
  }
}

/**
 * The preload's bridge when there is one, else the WebSocket of the server the page came from.
 * @param refused called when that server does not let this page in: nothing more comes then.
 */
export function findBridge(refused: (why: PageRefusal) => void): Bridge {
  return window.peephole ?? browserBridge(new URL('/bridge', window.location.href), refused);
}

function browserBridge(address: URL, refused: (why: PageRefusal) => void): Bridge {
  const secret = new PageSecret();
  return {
    surface: 'browser',
    transport: reconnecting(() => webSocketTransport(address, secret, refused)),
    onShow: () => () => {},
    onSay: () => () => {},
    openLink: async () => 'not-here',
    mac: null,
  };
}
