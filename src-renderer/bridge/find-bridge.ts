import type { Bridge } from '#contract/bridge.ts';
import { reconnecting } from '#contract/transport.ts';
import { webSocketTransport } from './web-socket.ts';

declare global {
  interface Window {
    /** Set by Electron's preload, or by a test. */
    readonly peephole?: Bridge;
  }
}

/** The preload's bridge when there is one, else the WebSocket of the server the page came from. */
export function findBridge(): Bridge {
  return window.peephole ?? browserBridge(new URL('/bridge', window.location.href));
}

function browserBridge(address: URL): Bridge {
  return {
    surface: 'browser',
    transport: reconnecting(() => webSocketTransport(address)),
    onShow: () => () => {},
    onSay: () => () => {},
    openLink: () => {},
    mac: null,
  };
}
