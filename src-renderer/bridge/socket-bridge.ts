import type { Answer, Bridge } from '#contract/bridge.ts';
import type { CommandName, Input, Output } from '#contract/contract.ts';
import type { StatePush } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';

/** What the server sends: answers by the id of the call, pushes, notices. */
type ServerFrame =
  | ({ readonly id: number } & Answer<unknown>)
  | { readonly push: StatePush }
  | { readonly notice: Notice };

const firstRetryMs = 250;
const longestRetryMs = 5_000;

const lost: Answer<never> = {
  ok: false,
  error: { code: 'offline', message: 'The connection to Peephole was lost. Nothing was decided here.' },
};

class Listeners<T> {
  readonly #all = new Set<(value: T) => void>();

  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  add(listener: (value: T) => void): () => void {
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  }

  tell(value: T): void {
    // A copy: who listens anew while being told is told from the next value on.
    for (const listener of [...this.#all]) listener(value);
  }
}

/**
 * The browser surface's bridge: JSON frames `{id, command, input}` out; `{id, ok, …}`, `{push}` and `{notice}` in. The
 * server sends the whole state to every new connection; a lost one is tried again for as long as the page is open.
 * @param page address of the bridge as seen from the page, `http:` or `https:`.
 */
export function connectSocketBridge(page: URL): Bridge {
  const address = new URL(page);
  address.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:';
  const pushes = new Listeners<StatePush>();
  const notices = new Listeners<Notice>();
  const connections = new Listeners<boolean>();
  const waiting = new Map<number, (answer: Answer<unknown>) => void>();
  /** The server sends what still stands right behind the state, before anything is painted that could listen. */
  const unheard: Notice[] = [];
  let socket: WebSocket | null = null;
  let connected = false;
  let stateSeen = false;
  let nextId = 1;
  let retryMs = firstRetryMs;

  const setConnected = (now: boolean): void => {
    if (connected === now) return;
    connected = now;
    connections.tell(now);
  };

  const receive = (frame: ServerFrame): void => {
    if ('push' in frame) {
      stateSeen = true;
      pushes.tell(frame.push);
    } else if ('notice' in frame) {
      if (notices.isEmpty) unheard.push(frame.notice);
      else notices.tell(frame.notice);
    } else {
      waiting.get(frame.id)?.(frame);
      waiting.delete(frame.id);
    }
  };

  const connect = (): void => {
    const opened = new WebSocket(address);
    socket = opened;
    stateSeen = false;
    unheard.length = 0;
    opened.addEventListener('open', () => {
      retryMs = firstRetryMs;
      setConnected(true);
    });
    opened.addEventListener('message', (event) => receive(JSON.parse(String(event.data)) as ServerFrame));
    opened.addEventListener('close', () => {
      if (socket !== opened) return;
      setConnected(false);
      for (const answer of waiting.values()) answer(lost);
      waiting.clear();
      setTimeout(connect, retryMs);
      retryMs = Math.min(retryMs * 2, longestRetryMs);
    });
  };
  connect();

  return {
    surface: 'browser',
    mac: null,
    call<C extends CommandName>(command: C, input: Input<C>): Promise<Answer<Output<C>>> {
      const open = socket;
      if (!open || open.readyState !== WebSocket.OPEN) return Promise.resolve(lost);
      const id = nextId;
      nextId += 1;
      return new Promise((resolve) => {
        waiting.set(id, resolve as (answer: Answer<unknown>) => void);
        open.send(JSON.stringify({ id, command, input }));
      });
    },
    onPush(listener) {
      const end = pushes.add(listener);
      // The state of this connection has gone by: a new connection brings it again.
      if (stateSeen) socket?.close();
      return end;
    },
    onNotice(listener) {
      for (const notice of unheard.splice(0)) listener(notice);
      return notices.add(listener);
    },
    onConnection(listener) {
      listener(connected);
      return connections.add(listener);
    },
    onShow: () => () => {},
    openLink: () => {},
  };
}
