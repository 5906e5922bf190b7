import { GatewayClient } from '@openclaw/gateway-client';
import type { Guard } from '#core/guard.ts';
import type { Clock } from '#core/ports/clock.ts';
import { type GatewayConnection, GatewayUnavailable } from '#core/ports/gateway.ts';
import type { Listening, WhoListens } from '#core/ports/who-listens.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { readHash } from './answers.ts';
import { Asking, type Line } from './asking.ts';
import { type Credentials, clientOptions, requestTimeoutMs } from './client-options.ts';
import { type ConnectTrouble, judgeFailure, troubles } from './connect-trouble.ts';
import { Proof } from './credentials.ts';
import type { Device } from './device-identity.ts';
import type { Discovery } from './discovery.ts';
import { type GatewaySession, readHello } from './hello.ts';
import type { InstallMemory } from './known-install.ts';
import type { CallGateway } from './methods.ts';
import { Recognition } from './recognition.ts';
import { redactor } from './refusal.ts';
import { ShownConnection } from './shown-connection.ts';

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
  /** `appliedRevision`: what the gateway said that it lives by, when it was just reached. */
  readonly onChange: (connection: GatewayConnection, appliedRevision: string | null) => void;
  /** `hash`: what the config is now; null: that was not said. */
  readonly onConfigChanged: (hash: string | null) => void;
}

/** One try: one client of the official library, which we never let reconnect by itself (it backs off to 30 s). */
interface Attempt extends Line {
  readonly discovery: Discovery;
  readonly credentials: Credentials;
  session: GatewaySession | null;
  isGreeted: boolean;
  /** Changes of the config that were told before it was known whose gateway it is: what the config was said to be. */
  changes: (string | null)[];
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
  readonly #shown: ShownConnection;
  #cancelRetry: (() => void) | null = null;
  #running = false;
  readonly #proof: Proof;
  readonly #recognition: Recognition;
  readonly #asking: Asking<Attempt>;
  /** The newest look at who listens; an older one that answers later counts for nothing. */
  #look = 0;
  #searchingSinceMs = 0;
  #restartingSinceMs: number | null = null;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    this.#proof = new Proof(deps.device, deps.memory);
    this.#recognition = new Recognition(deps.whoListens, this.#proof);
    this.#shown = new ShownConnection((connection, appliedRevision) => {
      if (this.#running) deps.onChange(connection, appliedRevision);
    });
    // What a gateway said has an age: one that stops answering is not `connected` until it answers.
    this.#asking = new Asking<Attempt>(deps.clock, {
      late: (attempt) => {
        if (this.#connected !== attempt) return;
        this.#shown.show('unreachable', attempt.discovery, sentence('gateway.late'));
      },
      heard: (attempt) => {
        if (this.#connected === attempt) this.#shown.heard();
      },
      hangs: (attempt) => {
        // A new connection, rather than none that is heard.
        if (this.#connected === attempt) this.#drop(attempt, troubles.hangs());
      },
    });
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
    this.#shown.ended();
    left?.client.stop();
    this.#try();
  }

  /** Says why the lists can't be read, beside a connection that works; null: they can. */
  tellReading(trouble: Sentence | null): void {
    this.#shown.tellReading(trouble);
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
    this.#shown.show('connecting', discovery, sentence('gateway.connecting'));
    this.#retryIn(answerWithinMs);
    void this.#recognition.listening(discovery).then(
      this.#deps.guard((listening) => {
        if (this.#running && this.#look === look) this.#reach(discovery, listening);
      }),
    );
  }

  /** Who listens is known before anything is sent. */
  #reach(discovery: Discovery, listening: Listening): void {
    const admitted = this.#recognition.admit(discovery, listening);
    if ('state' in admitted) this.#failed(discovery, admitted);
    else this.#connect(discovery, admitted);
  }

  #connect(discovery: Discovery, credentials: Credentials): void {
    const { device, guard, version } = this.#deps;
    const attempt: Attempt = {
      client: new GatewayClient({
        ...clientOptions(discovery, device, credentials, version),
        onHelloOk: guard((hello) => this.#greeted(attempt, hello)),
        onEvent: guard(({ event, payload }) => {
          if (event === 'config.changed') this.#changed(attempt, readHash(payload));
        }),
        // Something was missed; it may have been that.
        onGap: guard(() => this.#changed(attempt, null)),
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
      changes: [],
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
    // Whose gateway it is, before anything it says is believed.
    const isCurrent = (): boolean => this.#attempt === attempt;
    const found = await this.#recognition.recognise(said, attempt.discovery, isCurrent);
    if (!isCurrent()) return;
    if ('state' in found) {
      this.#drop(attempt, found);
      return;
    }
    const { session, notes } = found;
    this.#deps.onFound(attempt.discovery.configPath, session.stateDir);
    attempt.session = session;
    if (!said.isAdmin) {
      this.#drop(attempt, troubles.tooFewRights());
      return;
    }
    try {
      const obstacle = await this.#deps.probe((...call) => this.#asking.ask(attempt, ...call), session);
      if (this.#attempt !== attempt) return;
      if (obstacle !== null) this.#drop(attempt, troubles.incompatible(obstacle));
      else this.#established(attempt, notes);
    } catch {
      this.#drop(attempt, troubles.noAnswerYet());
    }
  }

  #established(attempt: Attempt, notes: readonly Sentence[]): void {
    const { session, discovery } = attempt;
    if (session === null) return;
    this.#connected = attempt;
    this.#restartingSinceMs = null;
    // What it said of its config when it was reached is not so any more.
    const isChanged = attempt.changes.length > 0;
    const appliedRevision = isChanged ? null : session.appliedRevision;
    this.#shown.connected({ session: { ...session, appliedRevision }, url: discovery.url, notes });
    for (const hash of attempt.changes.splice(0)) this.#deps.onConfigChanged(hash);
  }

  #changed(attempt: Attempt, hash: string | null): void {
    if (this.#connected === attempt) this.#deps.onConfigChanged(hash);
    else attempt.changes.push(hash);
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
    this.#shown.ended();
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
      this.#shown.show('connecting', discovery, sentence('gateway.is-restarting'));
    } else this.#shown.show(trouble.state, discovery, trouble.detail);
  }

  /** Looks into OpenClaw's files until the cause may have gone, and tries all the same now and then. */
  #waitForChange(discovery: Discovery, untilMs: number): void {
    this.#retryIn(lookEveryMs, () => {
      this.#waitForChange(discovery, untilMs);
      const changed = JSON.stringify(this.#deps.discover()) !== JSON.stringify(discovery);
      if (changed || this.#deps.clock.monotonic() >= untilMs) this.#try();
    });
  }
}
