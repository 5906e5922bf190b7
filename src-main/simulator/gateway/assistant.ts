/** Where messages end up: with the assistant, with a code for the stranger, or nowhere. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Arrival, judge, type Outcome, readEntry } from './access-rule.ts';
import type { AgentRuns } from './agent-runs.ts';
import type { PracticeBehaviour } from './behaviour.ts';
import type { InboundMessage } from './inbox.ts';
import type { JsonObject } from './json.ts';
import { type PairingQueue, pairingReply } from './pairing-queue.ts';
import type { StateStore } from './state-store.ts';

/** A message that reached the assistant. */
export interface Reached {
  readonly accountId: string;
  /** `handle.id` as it stands in chat.db. */
  readonly sender: string;
  readonly group: boolean;
  readonly text: string;
  readonly rowId: number;
  readonly guid: string;
  readonly atMs: number;
}

/** What the real gateway would have sent to somebody. */
export interface PracticeOutgoing {
  readonly accountId: string;
  /** The direct chat's handle, or the group's identifier. */
  readonly to: string;
  readonly text: string;
  readonly kind: 'reply' | 'pairing-code';
  readonly atMs: number;
}

/** Which account a message comes in at, and whether in a group. Default: the default account, directly. */
export interface Where {
  readonly group?: boolean;
  readonly accountId?: string;
}

export interface AssistantHost {
  readonly runs: AgentRuns;
  readonly queue: PairingQueue;
  readonly store: StateStore;
  behaviour(): PracticeBehaviour;
  /** The config in force. */
  config(): JsonObject;
  /** What the assistant answers; null: nothing. */
  reply(message: Reached): string | null;
  onSent(outgoing: PracticeOutgoing): void;
}

/** A message that stands in no database. */
export function inventedMessage(sender: string, text: string, group: boolean): InboundMessage {
  const chatIdentifier = group ? 'chat0' : sender;
  const chatGuid = `any;${group ? '+' : '-'};${chatIdentifier}`;
  const arrival: Arrival = { sender, group, chatId: null, chatGuid, chatIdentifier };
  return { ...arrival, rowId: 0, guid: randomUUID().toUpperCase(), text, atMs: Date.now() };
}

export function assistant(host: AssistantHost) {
  const reached: Reached[] = [];
  const outbox: PracticeOutgoing[] = [];

  function send(outgoing: Omit<PracticeOutgoing, 'atMs'>): void {
    const sent = { ...outgoing, atMs: Date.now() };
    outbox.push(sent);
    host.onSent(sent);
  }

  async function run(message: Reached, to: string): Promise<void> {
    const active = host.runs.begin();
    const { runMs } = host.behaviour();
    if (runMs > 0) await delay(runMs, undefined, { ref: false });
    const text = host.reply(message);
    if (text !== null) send({ accountId: message.accountId, to, text, kind: 'reply' });
    active.release();
  }

  function decide(accountId: string, message: Arrival): Outcome {
    return judge(host.config(), accountId, message, host.store.pairedSenders(accountId));
  }

  return {
    reached,
    outbox,
    decide,
    /** Handles a message as the plugin does. @returns what happened to it. */
    receive(accountId: string, message: InboundMessage): Outcome {
      const outcome = decide(accountId, message);
      const { sender, group, text, rowId, guid } = message;
      const to = group ? message.chatIdentifier : sender;
      if (outcome === 'agent') {
        const arrived = { accountId, sender, group, text, rowId, guid, atMs: Date.now() };
        reached.push(arrived);
        const kind = group
          ? `group:${message.chatId ?? message.chatIdentifier}`
          : `direct:${readEntry(sender).value}`;
        host.store.noteParticipant(`agent:main:imessage:${kind}`, sender, arrived.atMs);
        void run(arrived, to);
      }
      if (outcome === 'code') {
        const senderId = readEntry(sender).value;
        const code = host.queue.knock(accountId, senderId, String(message.chatId ?? ''), Date.now());
        if (code !== null) send({ accountId, to, text: pairingReply(senderId, code), kind: 'pairing-code' });
      }
      return outcome;
    },
  };
}
