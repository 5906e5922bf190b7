/** The methods of the gateway that Peephole may meet, with the scope each asks for (OC-74, OC-81 to OC-85). */

import { setTimeout as delay } from 'node:timers/promises';
import {
  formatValidationErrors,
  validateChannelsPairingApproveParams,
  validateChannelsPairingDismissParams,
  validateChannelsPairingListParams,
  validateChannelsStartParams,
  validateChannelsStatusParams,
  validateChannelsStopParams,
  validateConfigGetParams,
  validateConfigPatchParams,
  validateSessionsListParams,
} from '@openclaw/gateway-protocol';
import { accountSettings } from './access-rule.ts';
import type { PracticeBehaviour } from './behaviour.ts';
import { accountIds, type Channel, channelId, defaultAccountId } from './channel.ts';
import { type ConfigHost, configGet, configPatch } from './config-rpc.ts';
import { type JsonObject, objectAt } from './json.ts';
import { type PairingQueue, pendingPerAccount, requestTtlMs } from './pairing-queue.ts';
import type { RateLimit } from './rate-limit.ts';
import type { PairingRequest, StateStore } from './state-store.ts';
import { GatewayRefusal, invalidRequest } from './wire.ts';

export interface MethodHost {
  readonly config: ConfigHost;
  readonly channel: Channel;
  readonly queue: PairingQueue;
  readonly store: StateStore;
  readonly limit: RateLimit;
  behaviour(): PracticeBehaviour;
}

/** Who calls: for scopes and the rate limit. */
export interface Caller {
  readonly id: string;
  readonly scopes: readonly string[];
}

type Validator = ((value: unknown) => boolean) & {
  readonly errors?: Parameters<typeof formatValidationErrors>[0];
};

interface Method {
  readonly scope: string;
  readonly validate: Validator;
  readonly run: (host: MethodHost, params: JsonObject) => unknown;
}

function appliedConfig(host: MethodHost): JsonObject {
  return host.config.applier.applied.config;
}

function knownChannel(method: string, params: JsonObject): void {
  if (params.channel !== channelId) throw invalidRequest(`invalid ${method} channel`);
}

function accountOf(host: MethodHost, params: JsonObject): string {
  return typeof params.accountId === 'string' && params.accountId !== ''
    ? params.accountId
    : defaultAccountId(appliedConfig(host));
}

function startChannel(host: MethodHost, params: JsonObject): JsonObject {
  knownChannel('channels.start', params);
  if (!host.channel.loaded) throw invalidRequest(`unknown channel: ${channelId}`);
  const accountId = accountOf(host, params);
  // One that runs already is left as it is, and said to be taken care of.
  if (host.channel.running(accountId))
    return started(accountId, true, { status: 'retry', reason: 'task-owned' });
  return host.channel.start(accountId)
    ? started(accountId, true, { status: 'handed-off' })
    : started(accountId, false, { status: 'skipped', reason: 'disabled' });
}

function started(accountId: string, isStarted: boolean, outcome: JsonObject): JsonObject {
  return { channel: channelId, accountId, started: isStarted, outcome };
}

/** While a change is being applied a stop waits for it, and holds (OC-52). */
async function stopChannel(host: MethodHost, params: JsonObject): Promise<JsonObject> {
  knownChannel('channels.stop', params);
  if (!host.channel.loaded) throw invalidRequest(`unknown channel ${channelId}`);
  const accountId = accountOf(host, params);
  const { stop, startMs } = host.behaviour();
  if (stop === 'fails') {
    throw new GatewayRefusal({ code: 'UNAVAILABLE', message: 'Error: channel stop timed out' });
  }
  await host.config.applier.settled();
  if (stop !== 'lies') host.channel.stop(accountId);
  if (stop === 'restarts') {
    delay(startMs).then(
      () => host.channel.start(accountId),
      () => {},
    );
  }
  return { channel: channelId, accountId, stopped: true };
}

/** Accounts that answer strangers with a code: the only ones the pairing methods know. */
function pairingAccounts(host: MethodHost): readonly string[] {
  if (!host.channel.loaded) return [];
  const config = appliedConfig(host);
  return accountIds(config).filter((id) => (accountSettings(config, id).dmPolicy ?? 'pairing') === 'pairing');
}

const shown = { channel: channelId, channelLabel: 'iMessage', notifySupported: true };

function showRequest(request: PairingRequest): JsonObject {
  return {
    ...shown,
    requestId: request.requestId,
    accountId: request.accountId,
    senderId: request.senderId,
    senderLabel: 'imessageSenderId',
    metadata: { sender: request.senderId, chatId: request.chatId },
    createdAt: request.createdAt,
    lastSeenAt: request.lastSeenAt,
    expiresAt: new Date(Date.parse(request.createdAt) + requestTtlMs).toISOString(),
  };
}

function listPairing(host: MethodHost, params: JsonObject): JsonObject {
  if (params.channel !== undefined && params.channel !== channelId) {
    throw invalidRequest(`Error: unknown pairing channel: ${String(params.channel)}`);
  }
  const owners = objectAt(appliedConfig(host), 'commands').ownerAllowFrom;
  const accounts = pairingAccounts(host).filter(
    (id) => params.accountId === undefined || params.accountId === id,
  );
  return {
    accounts: accounts.map((accountId) => ({ ...shown, accountId })),
    requests: host.queue
      .pending(Date.now())
      .filter(({ accountId }) => accounts.includes(accountId))
      .map(showRequest),
    commandOwnerConfigured: Array.isArray(owners) && owners.length > 0,
    limits: { pendingPerAccount, ttlMs: requestTtlMs },
  };
}

function takeRequest(host: MethodHost, params: JsonObject): PairingRequest {
  const accountId = String(params.accountId);
  if (!pairingAccounts(host).includes(accountId)) {
    throw invalidRequest(`channel account does not use DM pairing: ${channelId}:${accountId}`);
  }
  const request = host.queue.take(String(params.requestId), accountId, Date.now());
  if (request === null) throw invalidRequest('pending DM access request no longer exists');
  return request;
}

function approvePairing(host: MethodHost, params: JsonObject): JsonObject {
  const { requestId, senderId, accountId } = takeRequest(host, params);
  host.store.allowPaired(accountId, senderId, Date.now());
  return { requestId, senderId, notification: 'not-requested', commandOwnerBootstrap: 'not-requested' };
}

function dismissPairing(host: MethodHost, params: JsonObject): JsonObject {
  const { requestId, senderId } = takeRequest(host, params);
  return { requestId, senderId };
}

/** Whom the assistant talks with, one session per person or group: the fields that Peephole reads. */
function listSessions({ store }: MethodHost): JsonObject {
  const sessions = store.sessions().map(({ key, senders, updatedAtMs }) => ({
    key,
    updatedAt: updatedAtMs,
    participants: senders.map((id) => ({ identity: { id, pluginId: channelId } })),
  }));
  return { ts: Date.now(), count: sessions.length, sessions };
}

const methods: Readonly<Record<string, Method>> = {
  'config.get': {
    scope: 'operator.read',
    validate: validateConfigGetParams,
    run: (host) => configGet(host.config),
  },
  'config.patch': {
    scope: 'operator.admin',
    validate: validateConfigPatchParams,
    run: (host, params) => configPatch(host.config, params as unknown as Parameters<typeof configPatch>[1]),
  },
  'channels.status': {
    scope: 'operator.read',
    validate: validateChannelsStatusParams,
    run: (host, { probe }) => host.channel.status(host.config.applier.pending, probe === true),
  },
  'channels.start': {
    scope: 'operator.admin',
    validate: validateChannelsStartParams,
    run: startChannel,
  },
  'channels.stop': {
    scope: 'operator.admin',
    validate: validateChannelsStopParams,
    run: stopChannel,
  },
  'channels.pairing.list': {
    scope: 'operator.pairing',
    validate: validateChannelsPairingListParams,
    run: listPairing,
  },
  'channels.pairing.approve': {
    scope: 'operator.pairing',
    validate: validateChannelsPairingApproveParams,
    run: approvePairing,
  },
  'channels.pairing.dismiss': {
    scope: 'operator.pairing',
    validate: validateChannelsPairingDismissParams,
    run: dismissPairing,
  },
  'sessions.list': {
    scope: 'operator.read',
    validate: validateSessionsListParams,
    run: listSessions,
  },
};

export const methodNames: readonly string[] = Object.keys(methods);

/** Runs one method for an admitted client. @throws GatewayRefusal, NoAnswer */
export async function callMethod(
  host: MethodHost,
  caller: Caller,
  name: string,
  params: unknown,
): Promise<unknown> {
  if (name === 'connect') throw invalidRequest('connect is only valid as the first request');
  const method = methods[name];
  if (method === undefined) throw invalidRequest(`unknown method: ${name}`);
  if (!caller.scopes.includes('operator.admin') && !caller.scopes.includes(method.scope)) {
    throw new GatewayRefusal({
      code: 'FORBIDDEN',
      message: `missing scope: ${method.scope}`,
      details: { code: 'MISSING_SCOPE', missingScope: method.scope, requiredScopes: [method.scope] },
    });
  }
  if (name === 'config.patch') host.limit.count(caller.id, Date.now());
  const given = params ?? {};
  if (!method.validate(given)) {
    throw invalidRequest(`invalid ${name} params: ${formatValidationErrors(method.validate.errors)}`);
  }
  return await method.run(host, given as JsonObject);
}
