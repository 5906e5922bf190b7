import { GatewayClient } from '@openclaw/gateway-client';
import { checkedUpTo, isUnchecked } from '#core/access/release.ts';
import type { Guard } from '#core/guard.ts';
import type { Clock } from '#core/ports/clock.ts';
import {
  type GatewayConnection,
  type GatewayConnectionState,
  GatewayUnavailable,
} from '#core/ports/gateway.ts';
import type { Listening, WhoListens } from '#core/ports/who-listens.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { Asking, type Line } from './asking.ts';
import { type Credentials, clientOptions, requestTimeoutMs } from './client-options.ts';
import { type ConnectTrouble, judgeFailure, troubles } from './connect-trouble.ts';
import { Proof } from './credentials.ts';
import type { Device } from './device-identity.ts';
import { type Discovery, portOf } from './discovery.ts';
import { type GatewaySession, type Introduction, readHello } from './hello.ts';
import { identify } from './identity.ts';
import type { InstallMemory } from './known-install.ts';
import type { CallGateway } from './methods.ts';
import { redactor } from './refusal.ts';

/** Between attempts while a gateway that was just there, or that we just began to look for, is likely to come. */
const fastRetryMs = 250;
const fastForMs = 60_000;
const slowRetryMs = 2_000;
/** The system tells who listens within this, or we look again. */
const answerWithinMs = 10_000;
/** While somebody has to change something first: how often we look whether they did, and try all the same. */
const lookEveryMs = 1_000;
const patienceMs = 10_000;
/** A gateway that said it restarts is not called "not running" before this. */
const restartMs = 30_000;

export interface ConnectionDeps {
  readonly discover: () => Discovery;
  readonly device: Device;
  /** Who takes connections on a port of this machine. */
  readonly whoListens: WhoListens;
  /** Which install the gateway was so far. */
  readonly memory: InstallMemory;
  /** The gateway that is known was found with this config and this state directory, by discovery's own paths. */
  readonly onFound: (configPath: string, stateDir: string) => void;
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
interface Attempt extends Line {
  readonly discovery: Discovery;
  readonly credentials: Credentials;
  session: GatewaySession | null;
  isGreeted: boolean;
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
  readonly #proof: Proof;
  readonly #asking: Asking<Attempt>;
  /** The newest look at who listens; an older one that answers later counts for nothing. */
  #look = 0;
  #notes: readonly Sentence[] = [];
  /** Why the lists can't be read over a connection that works; null: they can. */
  #readTrouble: Sentence | null = null;
  #searchingSinceMs = 0;
  #restartingSinceMs: number | null = null;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    this.#proof = new Proof(deps.device, deps.memory);
    // What a gateway said has an age: one that stops answering is not `connected` until it answers.
    this.#asking = new Asking<Attempt>(deps.clock, {
      late: (attempt) => {
        if (this.#connected !== attempt) return;
        this.#show('unreachable', attempt.discovery, sentence('gateway.late'));
      },
      heard: (attempt) => {
        if (this.#connected === attempt) this.#showConnected();
      },
      hangs: (attempt) => {
        // A new connection, rather than none that is heard.
        if (this.#connected === attempt) this.#drop(attempt, troubles.hangs());
      },
    });
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

  /**
   * The owner says that whatever is found now is their gateway: which one it was is forgotten, and the shared secret may be
   * shown to it once.
   * @param isElsewhere it is looked for in another place now: a connection that stands is none of it.
   */
  connectAnew(isElsewhere = false): void {
    this.#proof.ask();
    if (!this.#running || (this.#connected !== null && !isElsewhere)) return;
    this.#searchingSinceMs = this.#deps.clock.monotonic();
    const left = this.#attempt;
    this.#attempt = null;
    this.#connected = null;
    this.#readTrouble = null;
    left?.client.stop();
    this.#try();
  }

  /** Says why the lists can't be read, beside a connection that works; null: they can. */
  tellReading(trouble: Sentence | null): void {
    this.#readTrouble = trouble;
    if (this.#shown.state === 'connected') this.#showConnected();
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
    return this.#asking.ask(attempt, method, params, timeoutMs);
  };

  /** Looks and connects after `delayMs`, instead of whatever was to come before that. */
  #retryIn(delayMs: number, run: () => void = () => this.#try()): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#deps.clock.after(delayMs, run);
  }

  #try(): void {
    // Armed first: whatever goes wrong before there is an attempt, a file of OpenClaw's that can't be read for one, is
    // no reason never to look again.
    this.#retryIn(slowRetryMs);
    this.#look += 1;
    const look = this.#look;
    const discovery = this.#deps.discover();
    const obstacle = troubles.elsewhere(discovery);
    if (obstacle !== null) {
      this.#failed(discovery, obstacle);
      return;
    }
    this.#show('connecting', discovery, sentence('gateway.connecting'));
    this.#retryIn(answerWithinMs);
    void this.#listening(discovery).then(
      this.#deps.guard((listening) => {
        if (this.#running && this.#look === look) this.#reach(discovery, listening);
      }),
    );
  }

  #listening({ url, lock }: Discovery): Promise<Listening> {
    const port = portOf(url);
    return this.#deps.whoListens(port, lock?.port === port ? lock.pid : null).catch(() => 'unknown');
  }

  /** Who listens is known before anything is sent. */
  #reach(discovery: Discovery, listening: Listening): void {
    const credentials = this.#proof.choose(discovery);
    if (listening === 'others') this.#failed(discovery, troubles.stranger(discovery));
    else if (listening === 'nobody') this.#failed(discovery, troubles.absent(discovery));
    else if (this.#lacksProof(discovery, listening)) this.#failed(discovery, troubles.unproven(discovery));
    else if ('state' in credentials) this.#failed(discovery, credentials);
    else this.#connect(discovery, credentials);
  }

  /** A gateway that kept a lock file keeps one: who listens without is somebody else, of our own user too. */
  #lacksProof({ lock, url, isNamed }: Discovery, listening: Listening): boolean {
    const isProven = listening === 'unknown' || lock?.port === portOf(url);
    return !isProven && !isNamed && this.#proof.known?.byLock === true;
  }

  #connect(discovery: Discovery, credentials: Credentials): void {
    const { device, guard, version } = this.#deps;
    const attempt: Attempt = {
      client: new GatewayClient({
        ...clientOptions(discovery, device, credentials, version),
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
      credentials,
      redact: redactor([discovery.secret?.value, device.token()]),
      session: null,
      isGreeted: false,
      late: 0,
      working: 0,
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
    if (this.#attempt !== attempt || attempt.isGreeted) return;
    attempt.isGreeted = true;
    const said = readHello(hello, attempt.redact);
    if ('key' in said) {
      this.#drop(attempt, troubles.incompatible(said));
      return;
    }
    const session = await this.#recognise(attempt, said);
    if (session === null || this.#attempt !== attempt) return;
    attempt.session = session;
    if (!said.isAdmin) {
      this.#drop(attempt, troubles.tooFewRights());
      return;
    }
    try {
      const obstacle = await this.#deps.probe((...call) => this.#asking.ask(attempt, ...call), session);
      if (this.#attempt !== attempt) return;
      if (obstacle !== null) this.#drop(attempt, troubles.incompatible(obstacle));
      else this.#established(attempt);
    } catch {
      this.#drop(attempt, troubles.noAnswerYet());
    }
  }

  /** Whose gateway it is, before anything it says is believed; null: not this Mac's own, and told so. */
  async #recognise(attempt: Attempt, said: Introduction): Promise<GatewaySession | null> {
    const { discovery } = attempt;
    const { known } = this.#proof;
    // Asked again: somebody else may have taken the port since.
    const listening = await this.#listening(discovery);
    if (this.#attempt !== attempt) return null;
    if (listening === 'others' || listening === 'nobody') {
      this.#drop(attempt, troubles.stranger(discovery));
      return null;
    }
    const isProven = listening === 'ours' && discovery.lock?.port === portOf(discovery.url);
    const identity = await identify(said, discovery, known, isProven);
    if (this.#attempt !== attempt) return null;
    if (identity.is !== 'this-one') {
      const { is: state, detail } = identity;
      this.#drop(attempt, { state, detail, retry: 'patient', credentialsRefused: false });
      return null;
    }
    this.#proof.accepted(identity.install);
    this.#deps.onFound(discovery.configPath, identity.stateDir);
    const { version } = said;
    this.#notes = [
      ...(listening === 'unknown' ? [sentence('gateway.listener-unknown')] : []),
      ...(isUnchecked(version)
        ? [sentence('gateway.unchecked-release', { version, checked: checkedUpTo })]
        : []),
    ];
    return { version, bootId: said.bootId, stateDir: identity.stateDir };
  }

  #established(attempt: Attempt): void {
    this.#connected = attempt;
    this.#restartingSinceMs = null;
    this.#showConnected();
  }

  #showConnected(): void {
    const { session, discovery } = this.#connected ?? {};
    if (!session || !discovery) return;
    const notes = this.#readTrouble === null ? this.#notes : [...this.#notes, this.#readTrouble];
    this.#emit({ state: 'connected', version: session.version, url: discovery.url, detail: null, notes });
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
    this.#readTrouble = null;
    if (this.#running) this.#retryIn(slowRetryMs);
    attempt.client.stop();
    if (!this.#running) return;
    const { credentials, discovery } = attempt;
    if (trouble.credentialsRefused && this.#proof.refused(credentials, discovery)) this.#try();
    else this.#failed(discovery, trouble);
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
