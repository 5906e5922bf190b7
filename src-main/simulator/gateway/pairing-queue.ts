/** Strangers' requests under `dmPolicy: pairing`: what openclaw/openclaw#4995 is about (OC-1, OC-17). */
import { randomBytes, randomInt } from 'node:crypto';
import type { PairingRequest, StateStore } from './state-store.ts';

export const pendingPerAccount = 3;
export const requestTtlMs = 3_600_000;

/** What a pairing code is made of. */
export const codeSigns = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const codeLength = 8;

/** The text a stranger is answered with, to the letter. */
export function pairingReply(senderId: string, code: string): string {
  return `OpenClaw: access not configured.\n\nYour iMessage sender id: ${senderId}\nPairing code:\n\n${code}\n\nAsk the bot owner to approve with:\n\nopenclaw pairing approve imessage ${code}\n`;
}

function newCode(): string {
  return Array.from({ length: codeLength }, () => codeSigns[randomInt(codeSigns.length)]).join('');
}

export function pairingQueue(store: StateStore) {
  function pending(nowMs: number): readonly PairingRequest[] {
    return store.pairingRequests().filter((request) => {
      const alive = nowMs - Date.parse(request.createdAt) < requestTtlMs;
      if (!alive) store.dropPairingRequest(request.requestId);
      return alive;
    });
  }

  function take(requestId: string, accountId: string, nowMs: number): PairingRequest | null {
    const found = pending(nowMs).find(
      (request) => request.requestId === requestId && request.accountId === accountId,
    );
    if (found) store.dropPairingRequest(requestId);
    return found ?? null;
  }

  return {
    pending,
    take,
    /**
     * A stranger wrote.
     * @returns the code to answer with, or null: answered within the hour, or the queue is full and nobody is told.
     */
    knock(accountId: string, senderId: string, chatId: string, nowMs: number): string | null {
      const now = new Date(nowMs).toISOString();
      const open = pending(nowMs).filter((request) => request.accountId === accountId);
      const known = open.find((request) => request.senderId === senderId);
      if (known) {
        store.savePairingRequest({ ...known, lastSeenAt: now });
        return null;
      }
      if (open.length >= pendingPerAccount) return null;
      const request = {
        accountId,
        requestId: randomBytes(24).toString('base64url'),
        code: newCode(),
        senderId,
        chatId,
        createdAt: now,
        lastSeenAt: now,
      };
      store.savePairingRequest(request);
      return request.code;
    },
  };
}

export type PairingQueue = ReturnType<typeof pairingQueue>;
