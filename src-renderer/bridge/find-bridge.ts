import type { Bridge } from '#contract/bridge.ts';
import { connectSocketBridge } from './socket-bridge.ts';

declare global {
  interface Window {
    /** Set by Electron's preload, or by a test. */
    readonly peephole?: Bridge;
  }
}

/** The preload's bridge when there is one, else the WebSocket of the server the page came from. */
export function findBridge(): Bridge {
  return window.peephole ?? connectSocketBridge(new URL('/bridge', window.location.href));
}
