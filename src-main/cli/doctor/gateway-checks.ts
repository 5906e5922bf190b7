import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayConnection } from '#core/ports/gateway.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import { english } from '#core/words/english.ts';
import type { Places } from '../../app/places.ts';
import { grantedScopes } from '../../gateway/device-identity.ts';
import { type Discovery, discover } from '../../gateway/discovery.ts';
import { openGateway } from '../../gateway/open-gateway.ts';
import { systemClock } from '../../platform/system-clock.ts';
import { version } from '../../platform/version.ts';
import { bad, type Check, good } from './check.ts';

/** A gateway that is up has answered within this, ms. */
const patienceMs = 8_000;
const reachMs = 2_000;

interface GatewayPlaces extends Places {
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

function find({ openclawConfig, gatewayUrl, env }: GatewayPlaces): Discovery {
  return discover({ configPath: openclawConfig ?? null, url: gatewayUrl ?? null, env });
}

/** Whoever is connected has found all they need in OpenClaw's config, wherever that is. */
export function openclawInUse({ gateway }: StatusView): Check {
  return good(
    'openclaw-config',
    'OpenClaw',
    `${gateway.version ?? 'version unknown'}, found by the running Peephole`,
  );
}

/** OpenClaw's config: is it there, can it be read, does it hold what we need for first contact. */
export function checkOpenclawConfig(places: GatewayPlaces): Check {
  const id = 'openclaw-config';
  const title = 'OpenClaw';
  const found = find(places);
  if (found.isAbsent) {
    return bad(
      id,
      title,
      'no config file was found',
      'Install OpenClaw and start it once, or name its config with --openclaw-config.',
    );
  }
  const isPaired = grantedScopes(places.stateDir) !== null;
  if (found.trouble === null) return good(id, title, `config at ${found.place}`);
  // The secret is for first contact only; who has a key of their own does without.
  return isPaired
    ? good(id, title, `config at ${found.place}; its secret can’t be read, and is not needed any more`)
    : bad(id, title, `config at ${found.place}`, english(found.trouble));
}

function judge({ state, version: at, url, detail }: GatewayConnection): Check {
  const id = 'gateway';
  const title = 'Gateway';
  if (state === 'connected') return good(id, title, `connected to ${at ?? 'OpenClaw'} at ${url}`);
  const said = {
    connecting: 'does not answer yet',
    unreachable: 'is not running',
    unauthorized: 'refuses Peephole',
    incompatible: 'is a version Peephole does not support',
    'not-local': 'is not on this Mac',
  }[state];
  return bad(
    id,
    title,
    `${said}${url === '' ? '' : ` (${url})`}`,
    detail === null ? 'Start OpenClaw, then try again.' : english(detail),
  );
}

/** Whether the gateway knows our device, and what it allows it. */
function checkDevice(stateDir: string, isConnected: boolean): Check {
  const id = 'device';
  const title = 'Pairing';
  const scopes = grantedScopes(stateDir);
  if (scopes === null) {
    return isConnected
      ? good(id, title, 'connected without a key of its own')
      : good(id, title, 'not paired yet', 'Peephole pairs itself at the first start.');
  }
  const list = scopes.join(', ');
  return scopes.includes('operator.admin')
    ? good(id, title, `paired, allowed ${list}`)
    : bad(
        id,
        title,
        `paired, but allowed only ${list === '' ? 'nothing' : list}`,
        'Remove the device Peephole in OpenClaw (openclaw devices), then start Peephole again: it asks anew.',
      );
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
  if (!found.isLocal || found.url === '') {
    return [judge({ state: 'not-local', version: null, url: found.url, detail: null }), device];
  }
  if (grantedScopes(stateDir) === null) {
    if (await isReachable(found.url))
      return [good('gateway', 'Gateway', `somebody answers at ${found.url}`), device];
    return [judge({ state: 'unreachable', version: null, url: found.url, detail: null }), device];
  }
  const gateway = openGateway({
    stateDir,
    env,
    clock: systemClock,
    version,
    ...(places.openclawConfig === undefined ? {} : { configPath: places.openclawConfig }),
    ...(places.gatewayUrl === undefined ? {} : { url: places.gatewayUrl }),
  });
  let last: GatewayConnection = { state: 'connecting', version: null, url: found.url, detail: null };
  const settled = new Promise<void>((resolve) => {
    gateway.start((event) => {
      if (event.type !== 'connection') return;
      last = event.connection;
      if (last.state !== 'connecting') resolve();
    });
  });
  await Promise.race([settled, delay(patienceMs, undefined, { ref: false })]);
  await gateway.stop();
  return [judge(last), device];
}
