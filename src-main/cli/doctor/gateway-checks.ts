import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Gateway, type GatewayConnection, GatewayUnavailable } from '#core/ports/gateway.ts';
import { channelTrouble } from '#core/reconcile/channel-trouble.ts';
import { channelView } from '#core/reconcile/channel-view.ts';
import { judgeSilence } from '#core/silence/silence.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import { sentence } from '#core/words/sentence.ts';
import { messagesPlace, type Places } from '../../app/places.ts';
import { grantedScopes } from '../../gateway/device-identity.ts';
import type { Discovery } from '../../gateway/discovery.ts';
import { GatewayPlace } from '../../gateway/gateway-place.ts';
import { openGateway } from '../../gateway/open-gateway.ts';
import { systemClock } from '../../platform/system-clock.ts';
import { version } from '../../platform/version.ts';
import { whoListens } from '../../platform/who-listens.ts';
import { bad, type Check, good } from './check.ts';
import { type Claims, checkClaims } from './claim-checks.ts';

/** A gateway that is up has answered within this, ms. */
const patienceMs = 8_000;
const reachMs = 2_000;

interface GatewayPlaces extends Places {
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

function find({ openclawConfig, openclawState, gatewayUrl, env, stateDir }: GatewayPlaces): Discovery {
  const given = {
    configPath: openclawConfig ?? null,
    openclawStateDir: openclawState ?? null,
    url: gatewayUrl ?? null,
    env,
  };
  return new GatewayPlace(given, stateDir).discover();
}

/** Whoever is connected has found all they need in OpenClaw's config, wherever that is. */
export function openclawInUse({ gateway: { version: of } }: StatusView): Check {
  const found =
    of === null ? sentence('doctor.openclaw-unknown') : sentence('doctor.openclaw-in-use', { version: of });
  return good('openclaw-config', found);
}

/** OpenClaw's config: is it there, can it be read, does it hold what we need for first contact. */
export function checkOpenclawConfig(places: GatewayPlaces): Check {
  const id = 'openclaw-config';
  const found = find(places);
  if (found.isAbsent) {
    return bad(id, sentence('doctor.openclaw-absent'), sentence('doctor.openclaw-absent-fix'));
  }
  const path = found.place;
  const isPaired = grantedScopes(places.stateDir) !== null;
  if (found.trouble === null) return good(id, sentence('doctor.openclaw-config-at', { path }));
  // The secret is for first contact only; who has a key of their own does without.
  return isPaired
    ? good(id, sentence('doctor.openclaw-secret', { path }))
    : bad(id, sentence('doctor.openclaw-config-at', { path }), found.trouble);
}

function judge({ state, version: of, url, detail, notes }: GatewayConnection): Check {
  if (state === 'connected') {
    const found = sentence('doctor.gateway-connected', { version: of ?? 'OpenClaw', url });
    return good('gateway', found, notes[0] ?? null);
  }
  const said = sentence(`doctor.gateway-${state}`);
  const found = url === '' ? said : sentence('doctor.at', { found: said, path: url });
  return bad('gateway', found, detail ?? sentence('doctor.start-openclaw'));
}

/** Whether the gateway knows our device, and what it allows it. */
function checkDevice(stateDir: string, isConnected: boolean): Check {
  const id = 'device';
  const scopes = grantedScopes(stateDir);
  if (scopes === null) {
    return isConnected
      ? good(id, sentence('doctor.device-none'))
      : good(id, sentence('doctor.device-new'), sentence('doctor.device-new-fix'));
  }
  const list = { scopes: scopes.join(', ') };
  if (scopes.includes('operator.admin')) return good(id, sentence('doctor.device-paired', list));
  const found =
    scopes.length === 0 ? sentence('doctor.device-nothing') : sentence('doctor.device-limited', list);
  return bad(id, found, sentence('doctor.device-fix'));
}

/** What a running Peephole says of the gateway. */
export function checkGatewayOf({ gateway }: StatusView, stateDir: string): readonly Check[] {
  return [judge(gateway), checkDevice(stateDir, gateway.state === 'connected')];
}

/** True when something listens there. */
function isReachable(address: string): Promise<boolean> {
  const url = new URL(address);
  const port = Number(url.port) || (url.protocol === 'wss:' ? 443 : 80);
  return new Promise((resolve) => {
    const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port, timeout: reachMs });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

/**
 * Tries the gateway without a running Peephole. A device that is not paired yet only looks whether somebody is there:
 * pairing is for the first start, which the owner sees.
 */
export async function checkGateway(places: GatewayPlaces): Promise<readonly Check[]> {
  const { stateDir, env } = places;
  const found = find(places);
  const device = checkDevice(stateDir, false);
  if (found.where !== 'this-mac' || found.url === '') {
    return [judge({ state: 'not-local', version: null, url: found.url, detail: null, notes: [] }), device];
  }
  if (grantedScopes(stateDir) === null) {
    if (await isReachable(found.url))
      return [good('gateway', sentence('doctor.gateway-there', { url: found.url })), device];
    return [judge({ state: 'unreachable', version: null, url: found.url, detail: null, notes: [] }), device];
  }
  const gateway = openGateway({
    stateDir,
    env,
    clock: systemClock,
    whoListens,
    version,
    messagesDb: messagesPlace(places).databasePath,
    ...(places.openclawConfig === undefined ? {} : { configPath: places.openclawConfig }),
    ...(places.openclawState === undefined ? {} : { openclawStateDir: places.openclawState }),
    ...(places.gatewayUrl === undefined ? {} : { url: places.gatewayUrl }),
  });
  let last: GatewayConnection = {
    state: 'connecting',
    version: null,
    url: found.url,
    detail: null,
    notes: [],
  };
  const settled = new Promise<void>((resolve) => {
    gateway.start((event) => {
      if (event.type !== 'connection') return;
      last = event.connection;
      if (last.state !== 'connecting') resolve();
    });
  });
  await Promise.race([settled, delay(patienceMs, undefined, { ref: false })]);
  const claims = last.state === 'connected' ? checkClaims(await readClaims(gateway, last)) : [];
  await gateway.stop();
  return [judge(last), device, ...claims];
}

/** What a status would claim of this gateway, read once. What a ledger would know is not looked at. */
async function readClaims(gateway: Gateway, connection: GatewayConnection): Promise<Claims> {
  const slow = delay(patienceMs, null, { ref: false }).then(() => sentence('doctor.settings-unread'));
  const read = gateway.readAccess().catch((error: unknown) => {
    if (error instanceof GatewayUnavailable) return error.sentence;
    throw error;
  });
  const answer = await Promise.race([read, slow]);
  const facts = 'accounts' in answer ? answer : null;
  const unread = 'accounts' in answer ? null : answer;
  const channel = channelView(facts, null, { stopped: [], held: null, groupIsOurs: true });
  return {
    silence: judgeSilence(facts, true),
    channel: { ...channel, detail: channelTrouble(channel, facts, unread) },
    gateway: connection,
  };
}
