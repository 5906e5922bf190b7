import type { AppState } from './app-state.ts';
import type { SenderView } from './sender-view.ts';

/** The sender of a handle. Most are kept under just that; the rest are looked for. */
export function findSender(senders: AppState['senders'], handle: string): SenderView | undefined {
  const kept = senders.get(handle);
  if (kept?.handle === handle) return kept;
  for (const sender of senders.values()) if (sender.handle === handle) return sender;
  return undefined;
}

/** A handle grouped for reading, where it is known how. */
export function displayOf(senders: AppState['senders'], handle: string): string {
  return findSender(senders, handle)?.display ?? handle;
}
