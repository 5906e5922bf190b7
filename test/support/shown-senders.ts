import type { AppState, ShownSenders } from '#core/surface/app-state.ts';
import { CardPrints } from '../../src-main/gatekeeper/state/card-prints.ts';
import { openSenderMemory } from '../../src-main/memory/sender-memory.ts';

/** Who is shown, as those who keep cards themselves offer it, in the order of the real tables. @param senders as they are by now. */
export function shownOf(senders: () => AppState['senders']): ShownSenders {
  const prints = new CardPrints();
  return {
    card: (id) => senders().get(id) ?? null,
    page(after, limit) {
      const memory = openSenderMemory();
      for (const one of senders().values()) memory.show(prints.of(one));
      const page = memory.page(null, after, limit, 0);
      return { ids: page.map(({ id }) => id), next: page.length < limit ? null : (page.at(-1) ?? null) };
    },
  };
}
