/**
 * How Peephole meets the release of OpenClaw that `PEEPHOLE_OPENCLAW` names: starts its gateway and connects to it. The last line
 * printed is a `ReleaseProbe` as JSON.
 */
import { channelTrouble } from '#core/reconcile/channel-trouble.ts';
import { channelView } from '#core/reconcile/channel-view.ts';
import { judgeSilence } from '#core/silence/silence.ts';
import { english } from '#core/words/english.ts';
import { openClient } from '../gateway/client-session.ts';
import { startRealGateway } from './real-gateway.ts';
import { waitFor } from './wait.ts';

/** What is said of a release. */
export interface ReleaseProbe {
  /** Of the connection. */
  readonly state: string;
  /** What Peephole says beside it; null: nothing. */
  readonly said: string | null;
  readonly channel: string;
  readonly silence: string;
}

const gateway = await startRealGateway({ until: 'ready' });
const client = openClient(gateway, { messagesDb: gateway.chatDbPath });
try {
  const last = await waitFor(
    'the gateway to be connected or refused',
    () => {
      const newest = client.connections.at(-1);
      return (
        newest !== undefined && newest.state !== 'connecting' && newest.state !== 'unreachable' && newest
      );
    },
    60_000,
  );
  const { read, channel } = await waitFor('the channel to have started, or not', async () => {
    const known = last.state === 'connected' ? await client.gateway.readAccess().catch(() => null) : null;
    const view = channelView(known, null, { stopped: [], held: null, groupIsOurs: true });
    return view.state !== 'starting' && { read: known, channel: view };
  });
  const trouble = channelTrouble(channel, read, null);
  const said = [last.detail, ...last.notes, trouble].flatMap((one) => (one === null ? [] : english(one)));
  const probe: ReleaseProbe = {
    state: last.state,
    said: said.length === 0 ? null : said.join(' '),
    channel: channel.state,
    silence: judgeSilence(read, true).state,
  };
  console.log(JSON.stringify(probe));
} finally {
  await client.gateway.stop();
  await gateway.stop();
}
