import { GatewayClient } from '@openclaw/gateway-client';
import type { Guard } from '#core/guard.ts';
import type { Clock } from '#core/ports/clock.ts';
import {
  type GatewayConnection,
  type GatewayConnectionState,
  GatewayUnavailable,
} from '#core/ports/gateway.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { type ConnectTrouble, judgeFailure } from './connect-trouble.ts';
import type { Device } from './device-identity.ts';
import type { Discovery } from './discovery.ts';
import { type GatewaySession, readHello } from './hello.ts';
import { type CallGateway, requestListed } from './methods.ts';
import { type Redact, readRefusal, redactor } from './refusal.ts';

/** What this device asks to be allowed; the gateway has no narrower grant (OC-74). */
const scopes = ['operator.read', 'operator.pairing', 'operator.admin'];
const protocol = 4;

/** A read or a brake that takes longer than this has no answer. */
const requestTimeoutMs = 15_000;
const challengeTimeoutMs = 10_000;

/** Between attempts while a gateway that was just there, or that we just began to look for, is likely to come. */
const fastRetryMs = 250;
const fastForMs = 60_000;
const slowRetryMs = 2_000;
/** While somebody has to change something first: how often we look whether they did, and try all the same. */
const lookEveryMs = 1_000;
const patienceMs = 10_000;
/** A gateway that said it restarts is not called "not running" before this. */
const restartMs = 30_000;

export interface ConnectionDeps {
  readonly discover: () => Discovery;
  readonly device: Device;
  readonly clock: Clock;
  /** For what the client calls by itself. */
  readonly guard: Guard;
  /** Our own version, for the gateway's list of devices. */
  readonly version: string;
  /** Reads once what we live on. @returns null, or one sentence why this gateway can't be used. */
  readonly probe: (call: CallGateway, session: GatewaySession) => Promise<Sentence | null>;
  readonly onChange: (connection: GatewayConnection) => void;
  readonly onConfigChanged: () => void;
}

/** One try: one client of the official library, which we never let reconnect by itself (it backs off to 30 s). */
interface Attempt {
  readonly client: GatewayClient;
  readonly discovery: Discovery;
  readonly usesToken: boolean;
  readonly redact: Redact;
  session: GatewaySession | null;
  error: Error | null;
}

/**
 * The connection to the gateway and its states. Every attempt looks anew where the gateway is and what it asks for, so
 * a changed port, token or config heals by itself; after a restart we are back as soon as it answers.
 */
export class GatewayLink {
  readonly #deps: ConnectionDeps;
  #attempt: Attempt | null = null;
  #connected: Attempt | null = null;
  #shown: GatewayConnection;
  #cancelRetry: (() => void) | null = null;
  #running = false;
  /** Our own token was turned down: the next attempt proves itself with the shared secret. */
  #distrustsToken = false;
  #searchingSinceMs = 0;
  #restartingSinceMs: number | null = null;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    this.#shown = {
      state: 'connecting',
      version: null,
      url: '',
      detail: sentence('gateway.looking'),
      notes: [],
    };
  }

  get session(): GatewaySession | null {
    return this.#connected?.session ?? null;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#searchingSinceMs = this.#deps.clock.monotonic();
    this.#deps.guard(() => this.#try())();
  }

  reconnectNow(): void {
    if (!this.#running || this.#connected !== null) return;
    this.#searchingSinceMs = this.#deps.clock.monotonic();
    // One that is already under way is not doubled; one that waits is done now.
    if (this.#attempt === null) this.#try();
  }

  /** Resolves when the socket is closed, or after a second. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#cancelRetry?.();
    const client = this.#attempt?.client;
    this.#attempt = null;
    this.#connected = null;
    await client?.stopAndWait().catch(() => {});
  }

  /** One call on the present connection. See `CallGateway`. */
  readonly call: CallGateway = async (method, params, timeoutMs = requestTimeoutMs) => {
    const attempt = this.#connected;
    if (attempt === null)
      throw new GatewayUnavailable(this.#shown.detail ?? sentence('gateway.not-connected'));
    return this.#ask(attempt, method, params, timeoutMs);
  };

  async #ask(attempt: Attempt, ...[method, params, timeoutMs]: Parameters<CallGateway>): Promise<unknown> {
    try {
      return await requestListed(attempt.client, method, params, timeoutMs ?? null);
    } catch (error) {
      const refusal = readRefusal(error, attempt.redact);
      if (refusal !== null) throw refusal;
      if (error instanceof TypeError) throw error;
      const late = error instanceof Error && 'code' in error && error.code === 'CLIENT_TIMEOUT';
      throw new GatewayUnavailable(late ? sentence('gateway.late') : sentence('gateway.lost'));
    }
  }

  /** Looks and connects after `delayMs`, instead of whatever was to come before that. */
  #retryIn(delayMs: number, run: () => void = () => this.#try()): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#deps.clock.after(delayMs, run);
  }

  #try(): void {
    // Armed first: whatever goes wrong before there is an attempt, a file of OpenClaw's that can't be read for one, is
    // no reason never to look again.
    this.#retryIn(slowRetryMs);
    const { device, guard } = this.#deps;
    const discovery = this.#deps.discover();
    if (!discovery.isLocal) {
      const { url } = discovery;
      const detail = url === '' ? sentence('gateway.no-address') : sentence('gateway.elsewhere', { url });
      this.#failed(discovery, { state: 'not-local', detail, retry: 'patient', credentialsRefused: false });
      return;
    }
    const usesToken = device.hasToken(discovery.place) && !this.#distrustsToken;
    const secret = usesToken ? null : discovery.secret;
    this.#show('connecting', discovery, sentence('gateway.connecting'));
    const attempt: Attempt = {
      client: new GatewayClient({
        url: discovery.url,
        ...(secret?.kind === 'token' ? { token: secret.value } : {}),
        ...(secret?.kind === 'password' ? { password: secret.value } : {}),
        ...(discovery.tlsFingerprint === null ? {} : { tlsFingerprint: discovery.tlsFingerprint }),
        clientName: 'gateway-client',
        clientDisplayName: 'Peephole',
        clientVersion: this.#deps.version,
        mode: 'ui',
        role: 'operator',
        scopes,
        minProtocol: protocol,
        maxProtocol: protocol,
        platform: process.platform,
        deviceFamily: process.platform === 'darwin' ? 'Mac' : 'Computer',
        // The client's own switches in the environment are for OpenClaw's programs, not for us.
        env: {},
        deviceIdentity: device.identity,
        hostDeps: device.hostDeps(discovery.place, usesToken),
        connectChallengeTimeoutMs: challengeTimeoutMs,
        requestTimeoutMs,
        notifyOnStartupRetry: true,
        onHelloOk: guard((hello) => this.#greeted(attempt, hello)),
        onEvent: guard(({ event }) => {
          if (event === 'config.changed' && this.#connected === attempt) this.#deps.onConfigChanged();
        }),
        // Something was missed; it may have been that.
        onGap: guard(() => {
          if (this.#connected === attempt) this.#deps.onConfigChanged();
        }),
        onConnectError: guard((error) => {
          attempt.error ??= error;
        }),
        onClose: guard((code, _reason, info) => this.#closed(attempt, code, info?.connectError ?? null)),
      }),
      discovery,
      usesToken,
      redact: redactor([discovery.secret?.value, device.token()]),
      session: null,
      error: null,
    };
    this.#attempt = attempt;
    // From here on its end arms the next one.
    this.#cancelRetry?.();
    try {
      attempt.client.start();
    } catch (error) {
      this.#closed(attempt, null, error instanceof Error ? error : null);
    }
  }

  async #greeted(attempt: Attempt, hello: unknown): Promise<void> {
    if (this.#attempt !== attempt || attempt.session !== null) return;
    const session = readHello(hello, attempt.redact);
    if ('key' in session) {
      this.#drop(attempt, incompatible(session));
      return;
    }
    attempt.session = session;
    if (!session.isAdmin) {
      const detail = sentence('gateway.too-few-rights');
      this.#drop(attempt, { state: 'unauthorized', detail, retry: 'patient', credentialsRefused: true });
      return;
    }
    try {
      const obstacle = await this.#deps.probe((...call) => this.#ask(attempt, ...call), session);
      if (this.#attempt !== attempt) return;
      if (obstacle !== null) this.#drop(attempt, incompatible(obstacle));
      else this.#established(attempt, session);
    } catch {
      const detail = sentence('gateway.no-answer-yet');
      this.#drop(attempt, { state: 'connecting', detail, retry: 'soon', credentialsRefused: false });
    }
  }

  #established(attempt: Attempt, session: GatewaySession): void {
    this.#connected = attempt;
    this.#distrustsToken = false;
    this.#restartingSinceMs = null;
    const { url } = attempt.discovery;
    this.#emit({ state: 'connected', version: session.version, url, detail: null, notes: [] });
  }

  #closed(attempt: Attempt, closeCode: number | null, connectError: Error | null): void {
    if (this.#attempt !== attempt) return;
    const wasConnected = this.#connected === attempt;
    const now = this.#deps.clock.monotonic();
    if (wasConnected) {
      this.#searchingSinceMs = now;
      if (closeCode === 1012) this.#restartingSinceMs = now;
    }
    const error = connectError ?? attempt.error;
    this.#drop(attempt, judgeFailure({ error, closeCode, wasConnected }, attempt.discovery, attempt.redact));
  }

  #drop(attempt: Attempt, trouble: ConnectTrouble): void {
    if (this.#attempt !== attempt) return;
    this.#attempt = null;
    this.#connected = null;
    if (this.#running) this.#retryIn(slowRetryMs);
    attempt.client.stop();
    if (!this.#running) return;
    if (trouble.credentialsRefused && attempt.usesToken) {
      this.#distrustsToken = true;
      if (attempt.discovery.secret !== null) {
        this.#try();
        return;
      }
    } else if (trouble.credentialsRefused) this.#distrustsToken = false;
    this.#failed(attempt.discovery, trouble);
  }

  #failed(discovery: Discovery, trouble: ConnectTrouble): void {
    const now = this.#deps.clock.monotonic();
    const restarts = this.#restartingSinceMs !== null && now - this.#restartingSinceMs < restartMs;
    // Armed before anybody is told: who hears of it may be in trouble of their own.
    if (trouble.retry === 'patient') this.#waitForChange(discovery, now + patienceMs);
    else this.#retryIn(now - this.#searchingSinceMs < fastForMs ? fastRetryMs : slowRetryMs);
    if (restarts && trouble.state === 'unreachable' && trouble.retry === 'soon') {
      this.#show('connecting', discovery, sentence('gateway.is-restarting'));
    } else this.#show(trouble.state, discovery, trouble.detail);
  }

  /** Looks into OpenClaw's files until the cause may have gone, and tries all the same now and then. */
  #waitForChange(discovery: Discovery, untilMs: number): void {
    this.#retryIn(lookEveryMs, () => {
      this.#waitForChange(discovery, untilMs);
      const changed = JSON.stringify(this.#deps.discover()) !== JSON.stringify(discovery);
      if (changed || this.#deps.clock.monotonic() >= untilMs) this.#try();
    });
  }

  #show(state: Exclude<GatewayConnectionState, 'connected'>, discovery: Discovery, detail: Sentence): void {
    // A further attempt is no news: what was wrong stays on screen until we know better.
    const isRepeat = state === 'connecting' && detail.key === 'gateway.connecting' && this.#shown.url !== '';
    if (isRepeat && this.#shown.state !== 'connected') return;
    this.#emit({ state, version: null, url: discovery.url, detail, notes: [] });
  }

  #emit(connection: GatewayConnection): void {
    if (!this.#running || JSON.stringify(connection) === JSON.stringify(this.#shown)) return;
    this.#shown = connection;
    this.#deps.onChange(connection);
  }
}

function incompatible(detail: Sentence): ConnectTrouble {
  return { state: 'incompatible', detail, retry: 'patient', credentialsRefused: false };
}
