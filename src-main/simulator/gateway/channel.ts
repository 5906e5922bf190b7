/** The iMessage channel of the running gateway: one runtime per account, and what `channels.status` says of it. */

import { existsSync } from 'node:fs';
import { accountSettings } from './access-rule.ts';
import type { PracticeBehaviour } from './behaviour.ts';
import { type InboundMessage, type Inbox, watchMessages } from './inbox.ts';
import { isObject, type JsonObject, objectAt } from './json.ts';
import type { StateStore } from './state-store.ts';

export const channelId = 'imessage';
const label = 'iMessage';

interface Account {
  running: boolean;
  /** Stopped by an RPC: a config change does not start it again (OC-48). */
  manuallyStopped: boolean;
  connected: boolean;
  lifecycle: 'starting' | 'ready' | 'stopped';
  lastStartAt: number | null;
  lastStopAt: number | null;
  lastConnectedAt: number | null;
  inbox: Inbox | null;
  cancelStart: () => void;
}

export interface ChannelHost {
  readonly store: StateStore;
  behaviour(): PracticeBehaviour;
  /** The config in force. */
  config(): JsonObject;
  /** A message of somebody else came in. */
  onMessage(accountId: string, message: InboundMessage): void;
}

function imessage(config: JsonObject): JsonObject {
  return objectAt(objectAt(config, 'channels'), channelId);
}

/** The accounts a config knows: `default` stands for a channel whose root names a program or a database. */
export function accountIds(config: JsonObject): readonly string[] {
  const root = imessage(config);
  const named = Object.keys(objectAt(root, 'accounts')).toSorted();
  const hasRoot = root.cliPath !== undefined || root.dbPath !== undefined;
  return named.length === 0 || (hasRoot && !named.includes('default')) ? ['default', ...named] : named;
}

export function defaultAccountId(config: JsonObject): string {
  const { defaultAccount } = imessage(config);
  const ids = accountIds(config);
  if (typeof defaultAccount === 'string' && ids.includes(defaultAccount)) return defaultAccount;
  return ids.includes('default') ? 'default' : (ids[0] ?? 'default');
}

/** The channel is there and not switched off as a whole. */
function isOn(config: JsonObject): boolean {
  return isObject(objectAt(config, 'channels')[channelId]) && imessage(config).enabled !== false;
}

export function isEnabled(config: JsonObject, accountId: string): boolean {
  return imessage(config).enabled !== false && accountSettings(config, accountId).enabled !== false;
}

export function channel(host: ChannelHost) {
  const accounts = new Map<string, Account>();
  /** A gateway that starts with the channel off does not even load its plugin (OC-48). */
  let loaded = false;

  function account(id: string): Account {
    const known = accounts.get(id);
    if (known) return known;
    const fresh: Account = {
      running: false,
      manuallyStopped: false,
      connected: false,
      lifecycle: 'stopped',
      lastStartAt: null,
      lastStopAt: null,
      lastConnectedAt: null,
      inbox: null,
      cancelStart: () => {},
    };
    accounts.set(id, fresh);
    return fresh;
  }

  const databaseOf = (id: string) => String(accountSettings(host.config(), id).dbPath ?? '');

  /** Subscribes; without a database it stays `starting`, as the real one without Full Disk Access. */
  function connect(id: string, it: Account): void {
    it.inbox = watchMessages(
      databaseOf(id),
      host.store.cursor(id),
      (message) => host.onMessage(id, message),
      (rowId) => host.store.moveCursor(id, rowId),
    );
    if (it.inbox === null) return;
    it.connected = true;
    it.lifecycle = 'ready';
    it.lastConnectedAt = Date.now();
  }

  function run(id: string): void {
    const it = account(id);
    if (it.running) return;
    Object.assign(it, {
      running: true,
      manuallyStopped: false,
      lifecycle: 'starting',
      lastStartAt: Date.now(),
    });
    const timer = setTimeout(() => connect(id, it), host.behaviour().startMs);
    it.cancelStart = () => clearTimeout(timer);
  }

  function halt(id: string): void {
    const it = account(id);
    it.cancelStart();
    it.inbox?.close();
    Object.assign(it, { inbox: null, connected: false, lifecycle: 'stopped' });
    if (it.running) Object.assign(it, { running: false, lastStopAt: Date.now() });
  }

  /** What asking `imsg` itself would tell: whether there is a database to read (OC-49). */
  function probeOf(id: string): JsonObject {
    const path = databaseOf(id);
    if (path !== '' && existsSync(path))
      return { ok: true, privateApi: { available: false, v2Ready: false } };
    return {
      ok: false,
      error: 'IMessageRpcRequestError: unable to open database file; check Full Disk Access',
    };
  }

  function accountStatus(id: string, probe: boolean): JsonObject {
    const it = account(id);
    const config = host.config();
    const enabled = isEnabled(config, id);
    const settings = accountSettings(config, id);
    return {
      accountId: id,
      enabled,
      ...(it.lastStartAt === null ? {} : { lastStartAt: it.lastStartAt, lastStopAt: it.lastStopAt }),
      restartPending: false,
      reconnectAttempts: 0,
      ...(it.lastConnectedAt === null ? {} : { lastConnectedAt: it.lastConnectedAt }),
      lifecycle: it.lifecycle,
      ...(enabled ? { lastInboundAt: null, lastOutboundAt: null } : {}),
      cliPath: String(settings.cliPath ?? 'imsg'),
      dbPath: String(settings.dbPath ?? ''),
      configured: true,
      running: it.running,
      ...(enabled ? { connected: it.connected } : { stateReason: 'disabled' }),
      lastError: null,
      ...(probe && enabled ? { probe: probeOf(id), lastProbeAt: Date.now() } : {}),
      ...(enabled && !it.running ? { healthState: 'not-running' } : {}),
    };
  }

  function issues(deferred: boolean): JsonObject[] {
    const config = host.config();
    const found = accountIds(config)
      .filter((id) => isEnabled(config, id) && !account(id).running)
      .map((accountId) => ({
        channel: channelId,
        accountId,
        kind: 'runtime',
        message: 'Channel is enabled and configured, but its runtime is not running.',
        fix: 'restart the channel or gateway',
      }));
    if (!deferred) return found;
    return [
      ...found,
      {
        channel: channelId,
        accountId: defaultAccountId(config),
        kind: 'config',
        message:
          'Channel configuration reload is deferred while active work finishes. The previous configuration is still in use.',
        fix: 'Wait for active work to finish, then refresh channel status. Stopping and starting the channel does not apply unpublished configuration.',
      },
    ];
  }

  return {
    /** Starts every enabled account, as the gateway itself does when it starts. */
    startAll(): void {
      const config = host.config();
      loaded = isOn(config);
      for (const id of accountIds(config)) if (isEnabled(config, id)) run(id);
    },
    haltAll(): void {
      for (const id of accounts.keys()) halt(id);
      accounts.clear();
    },
    /** A change is in force: what ran goes on with it, what was stopped by hand stays stopped. */
    restart(): void {
      const config = host.config();
      loaded ||= isOn(config);
      const ids = accountIds(config);
      for (const id of accounts.keys()) if (!ids.includes(id)) halt(id);
      for (const id of ids) {
        const stopped = account(id).manuallyStopped;
        halt(id);
        if (isEnabled(config, id) && !stopped) run(id);
      }
    },
    /** RPC `channels.start`: false when the account is disabled; that it was stopped by hand is forgotten all the same. */
    start(id: string): boolean {
      account(id).manuallyStopped = false;
      if (!isEnabled(host.config(), id)) return false;
      run(id);
      return true;
    },
    /** RPC `channels.stop`. */
    stop(id: string): void {
      halt(id);
      account(id).manuallyStopped = true;
    },
    get loaded() {
      return loaded;
    },
    running: (id: string) => account(id).running,
    /** Looks for new messages at once, in every account that receives. */
    look(): void {
      for (const { inbox } of accounts.values()) inbox?.look();
    },
    /** `channels.status`. @param deferred a saved change waits for the assistant to finish. @param probe look for real. */
    status(deferred: boolean, probe: boolean): JsonObject {
      const config = host.config();
      if (!loaded) return statusOf({}, {}, []);
      const ids = accountIds(config);
      const first = defaultAccountId(config);
      const shown = accountStatus(first, probe);
      const names = [
        'configured',
        'cliPath',
        'dbPath',
        'running',
        'lastStartAt',
        'lastStopAt',
        'lastError',
        'probe',
      ];
      const details = names.filter((name) => name in shown).map((name) => [name, shown[name]]);
      const summary = isEnabled(config, first)
        ? { ...Object.fromEntries(details), lastProbeAt: shown.lastProbeAt ?? null }
        : { configured: true };
      return statusOf(
        { [channelId]: summary },
        { [channelId]: ids.map((id) => accountStatus(id, probe)) },
        issues(deferred),
        first,
      );
    },
  };
}

function statusOf(
  channels: JsonObject,
  channelAccounts: JsonObject,
  statusIssues: readonly JsonObject[],
  defaultAccount?: string,
): JsonObject {
  const known = Object.keys(channels);
  const named = (value: string) => Object.fromEntries(known.map((id) => [id, value]));
  return {
    ts: Date.now(),
    channelOrder: known,
    channelLabels: named(label),
    channelDetailLabels: named(label),
    channelSystemImages: named('message.fill'),
    channelMeta: known.map((id) => ({ id, label, detailLabel: label, systemImage: 'message.fill' })),
    channels,
    channelAccounts,
    channelDefaultAccountId: defaultAccount === undefined ? {} : { [channelId]: defaultAccount },
    statusIssues,
  };
}

export type Channel = ReturnType<typeof channel>;
