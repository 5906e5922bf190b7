import { z } from 'zod';
import type { Conversation } from '#core/leak/leak.ts';
import { handleKey } from '#core/message/handle.ts';
import { type CallGateway, channelId } from './methods.ts';
import { answered, parseAnswer } from './read-access.ts';

/** Somebody who wrote by this channel; people of other channels have ids that may look like ours. */
const personOfChannel = z.object({ id: z.string(), pluginId: z.literal(channelId).optional() });

/** A session names the people in it by the handle they write from (OC-58); other fields may come. */
const sessionsAnswer = z.object({
  sessions: z.array(
    z.object({
      updatedAt: z.number().nullish().catch(null),
      participants: z
        .array(z.object({ identity: personOfChannel.nullish().catch(null) }))
        .nullish()
        .catch(null),
    }),
  ),
});

/** Whom the gateway's assistant talks with, as its sessions say. @throws GatewayUnavailable */
export async function readConversations(call: CallGateway): Promise<readonly Conversation[]> {
  const answer = await answered(call('sessions.list', {}));
  return parseAnswer('sessions.list', sessionsAnswer, answer).sessions.flatMap(
    ({ updatedAt, participants }) => {
      const keys = (participants ?? []).flatMap(({ identity }) => (identity ? handleKey(identity.id) : []));
      return updatedAt == null || keys.length === 0 ? [] : { participants: keys, updatedAtMs: updatedAt };
    },
  );
}
