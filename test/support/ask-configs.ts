import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { planAccess, type Wanted } from '#core/access/access-plan.ts';
import { explain } from '#core/access/explain.ts';
import type { DirectChats } from '#core/access/named-chats.ts';
import { isReceiving } from '#core/access/running.ts';
import type { Standing } from '#core/decision/standing.ts';
import { handleKey, readHandle } from '#core/message/handle.ts';
import { settle } from '#core/reconcile/settle.ts';
import { judgeSilence } from '#core/silence/silence.ts';
import { decision, standingAfter } from './decisions.ts';
import { readDirectChats } from './direct-chats.ts';
import {
  configName,
  type MadeConfig,
  type MadeQuestion,
  madeAccounts,
  makeConfig,
  spell,
} from './made-config.ts';
import { readFacts } from './read-facts.ts';
import type { JsonObject, RealGateway } from './real-gateway.ts';
import { waitFor } from './wait.ts';
import type { WatchedGateway } from './watched-gateway.ts';
import type { Witness } from './witness.ts';

/** What Peephole says of one question, and how it is told whether the plugin did so. */
interface Asked extends MadeQuestion {
  readonly config: string;
  /** null: no claim. */
  readonly said: boolean | null;
  readonly rule: string;
  /**
   * Only what happens under this config counts: an answer to a later command goes to the same person, and what was written
   * while an account was parked is handed to it by a later config under which it watches (OC-27, OC-54).
   */
  readonly judgedAtOnce: boolean;
  readonly token: string;
  readonly answersBefore: number;
}

/** What did not agree, or could not be tried. */
export interface Disagreement {
  readonly config: string;
  readonly about: string;
  readonly said: unknown;
  readonly did: unknown;
}

export interface Agreement {
  readonly configs: number;
  readonly questions: number;
  readonly claims: number;
  readonly letIn: number;
  readonly silence: Readonly<Record<string, number>>;
  readonly settled: number;
  /** Configs of which OpenClaw starts an account neither in place nor at a start of its own (OC-93). */
  readonly notStarted: readonly string[];
  /** Questions of which the first message was lost. */
  readonly writtenAgain: number;
  /** Where the time went, ms for each config. */
  readonly tookMs: Readonly<Record<string, number>>;
  readonly disagreements: readonly Disagreement[];
}

/** Several trials as one; the time is that of one config on one of them. */
export function addUp(parts: readonly Agreement[]): Agreement {
  const total = (of: (part: Agreement) => number): number => parts.reduce((sum, part) => sum + of(part), 0);
  const all = (of: (part: Agreement) => Readonly<Record<string, number>>): string[] => [
    ...new Set(parts.flatMap((part) => Object.keys(of(part)))),
  ];
  const configs = total((part) => part.configs);
  return {
    configs,
    questions: total(({ questions }) => questions),
    claims: total(({ claims }) => claims),
    letIn: total(({ letIn }) => letIn),
    silence: Object.fromEntries(
      all(({ silence }) => silence).map((state) => [state, total(({ silence }) => silence[state] ?? 0)]),
    ),
    settled: total(({ settled }) => settled),
    notStarted: parts.flatMap(({ notStarted }) => notStarted),
    writtenAgain: total(({ writtenAgain }) => writtenAgain),
    tookMs: Object.fromEntries(
      all(({ tookMs }) => tookMs).map((what) => [
        what,
        Math.round(total((part) => (part.tookMs[what] ?? 0) * part.configs) / Math.max(1, configs)),
      ]),
    ),
    disagreements: parts.flatMap(({ disagreements }) => disagreements),
  };
}

/** A config is in force within this. */
const loadingMs = 120_000;
/** … and its accounts receive within this of that, or of a start. */
const comingUpMs = 45_000;
/** A gateway that is up answers within this. */
const answerMs = 10_000;
/** The gateway has one thread, and loads every plugin anew for a config: it is not asked more often than this meanwhile. */
const pollMs = 250;
/** Whoever is let in arrives within this. */
const arrivalMs = 30_000;
/** Whoever is wrongly let in has arrived within this, mostly. */
const graceMs = 400;

const approved = standingAfter(decision('approve'));
const blocked = standingAfter(decision('block'));
const nothingWanted: Wanted = {
  approved: [],
  blocked: new Set(),
  dropped: new Set(),
  restore: [],
  groupIsOurs: true,
};

/** A parked account calls itself running, and nobody receives for it unless the one in whose place it stands does (OC-54). */
function receives({ accounts }: AccessFacts, accountId: string): boolean {
  const account = accounts.find(({ id }) => id === accountId);
  const watching = accounts.find(({ id }) => id === (account?.parkedBy ?? accountId));
  return watching !== undefined && isReceiving(watching);
}

/**
 * Loads made configs one after the other into one real gateway, in place, and asks each: who reaches the assistant, directly and in a
 * group, and who may command. Compares `explain`, silence and `settle` with what the plugin does.
 */
export class ConfigTrial {
  readonly #gateway: RealGateway;
  readonly #witness: Witness;
  readonly #seed: number;
  readonly #base: JsonObject;
  readonly #groups = new Map<string, number>();
  readonly #asked: Asked[] = [];
  readonly #disagreements: Disagreement[] = [];
  readonly #silence: Record<string, number> = {};
  readonly #tookMs = new Map<string, number>();
  readonly #notStarted: string[] = [];
  #settled = 0;
  #written = 0;
  #writtenAgain = 0;
  #configs = 0;

  private constructor({ gateway, witness }: WatchedGateway, seed: number) {
    this.#gateway = gateway;
    this.#witness = witness;
    this.#seed = seed;
    this.#base = gateway.readConfig();
  }

  /** @param watched with the Messages of `madeAccounts`. */
  static async on(watched: WatchedGateway, seed: number): Promise<ConfigTrial> {
    await watched.gateway.furnish({ accounts: Object.fromEntries(madeAccounts.map((id) => [id, {}])) });
    return new ConfigTrial(watched, seed);
  }

  /** Tries the config with this number. */
  tryMade(index: number): Promise<void> {
    return this.try(
      makeConfig(this.#seed, index, (id) => this.source(id)),
      index,
    );
  }

  /** Tries one config. @param index a number that no other one has. */
  async try(made: MadeConfig, index: number): Promise<void> {
    const facts = await this.#load(made, index);
    await this.#ask(made, facts, await readDirectChats(facts, this.#gateway.chatDbPath));
    this.#configs += 1;
  }

  /** What was tried so far. Also messages that arrived late count. */
  result(): Agreement {
    const late = this.#asked.flatMap((one) => (one.judgedAtOnce ? [] : this.#compare(one)));
    const claims = this.#asked.filter(({ said }) => said !== null);
    return {
      configs: this.#configs,
      questions: this.#asked.length,
      claims: claims.length,
      letIn: claims.filter(({ said }) => said === true).length,
      silence: this.#silence,
      settled: this.#settled,
      notStarted: this.#notStarted,
      writtenAgain: this.#writtenAgain,
      tookMs: Object.fromEntries(
        [...this.#tookMs].map(([what, ms]) => [what, Math.round(ms / Math.max(1, this.#configs))]),
      ),
      disagreements: [...this.#disagreements, ...late],
    };
  }

  /** Whether something of theirs reached the assistant under this config. */
  came(config: string, sender: string): boolean {
    return this.#witness
      .seen()
      .some(({ content, senderId }) => senderId === sender && content.includes(`word-${config}-`));
  }

  /** The id of their direct chat with an account. */
  chatOf(accountId: string, sender: string): number {
    return this.#gateway.account(accountId).chatDb.directChat(sender, 'iMessage');
  }

  /** The `cliPath` and `dbPath` of an account. */
  source(id: string): JsonObject {
    const { chatDbPath } = this.#gateway.account(id);
    return { cliPath: join(dirname(chatDbPath), 'imsg'), dbPath: chatDbPath };
  }

  async #load(made: MadeConfig, index: number): Promise<AccessFacts> {
    const { configPath } = this.#gateway;
    const folder = dirname(configPath);
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(made.included)) writeFileSync(join(folder, file), text);
    const whole = { ...this.#base, ...made.parts };
    writeFileSync(`${configPath}.new`, spell(whole, index), { mode: 0o600 });
    renameSync(`${configPath}.new`, configPath);
    await this.#timed('in force', () =>
      waitFor(`${made.name} to be in force`, () => this.#isInForce(index), loadingMs),
    );
    return this.#timed('receiving', () =>
      this.#received(made, comingUpMs).catch(async () => {
        // OpenClaw does not start every account when it loads a config in place; a start of its own does.
        await this.#gateway.kill('SIGTERM');
        await this.#gateway.start('listening');
        // One that it does not start then either is asked nothing; whom only that one lets in must not be called let in.
        return this.#received(made, comingUpMs).catch(() => {
          this.#notStarted.push(made.name);
          return readFacts(this.#gateway);
        });
      }),
    );
  }

  async #received(made: MadeConfig, withinMs: number): Promise<AccessFacts> {
    return waitFor(
      `${made.name} to receive`,
      async () => {
        // A gateway that was just started refuses for a while, or takes a connection and says nothing.
        const facts = await Promise.race([
          readFacts(this.#gateway).catch(() => null),
          delay(answerMs, null, { ref: false }),
        ]);
        // Reading everything over and over would slow down what it waits for.
        await delay(150);
        const runs = facts?.accounts.filter(({ enabled, parkedBy }) => enabled && parkedBy === null);
        return runs?.every(isReceiving) ? facts : null;
      },
      withinMs,
    );
  }

  /** Notes how long it takes. */
  async #timed<T>(what: string, work: () => Promise<T>): Promise<T> {
    const fromMs = performance.now();
    try {
      return await work();
    } finally {
      this.#tookMs.set(what, (this.#tookMs.get(what) ?? 0) + performance.now() - fromMs);
    }
  }

  async #isInForce(index: number): Promise<boolean> {
    await delay(pollMs);
    const answer = (await this.#gateway.rpc('config.get', {})) as {
      readonly valid: boolean;
      readonly issues?: unknown;
      readonly configRevisionHash: string;
      readonly appliedConfigHash: string;
      readonly config: { readonly channels?: { readonly imessage?: { readonly name?: string } } };
    };
    if (!answer.valid) throw new Error(`not valid: ${JSON.stringify(answer.issues)}`);
    const name = answer.config.channels?.imessage?.name;
    return name === configName(index) && answer.configRevisionHash === answer.appliedConfigHash;
  }

  #groupOf({ database, sender }: MadeQuestion): number {
    const id = `${database} ${sender}`;
    const known =
      this.#groups.get(id) ?? this.#gateway.account(database).chatDb.group([sender, '+12125550191']);
    this.#groups.set(id, known);
    return known;
  }

  #statuses(sender: string): number {
    return this.#gateway.outbox().filter((sent) => sent.to === sender && sent.text?.includes('OpenClaw 2026'))
      .length;
  }

  /** Everybody writes, once each. Resolves when each of those who are said to be let in has arrived, or has had the time to. */
  async #write(
    made: MadeConfig,
    questions: readonly MadeQuestion[],
    facts: AccessFacts,
    chats: DirectChats,
  ): Promise<readonly Asked[]> {
    const rows: (readonly [number, string])[] = [];
    const asked = questions.flatMap((question): readonly Asked[] => {
      const { accountId, database, sender, where, service } = question;
      const { accounts } = explain(facts, readHandle(sender), chats);
      const found = accounts.find((one) => one.accountId === accountId);
      // What is written to one that does not receive is answered once it does, by another config.
      if (found === undefined || !receives(facts, accountId)) return [];
      const watching = facts.accounts.find(({ id }) => id === accountId)?.parkedBy ?? accountId;
      // An answer to a command does not say which account gave it: it is that of whichever watches.
      const commanding = accounts.find((one) => one.accountId === watching) ?? found;
      const answer = where === 'command' ? commanding.command : found[where];
      this.#written += 1;
      const token = where === 'command' ? '/status' : `word-${made.name}-${this.#written}-end`;
      const { chatDb } = this.#gateway.account(database);
      const answersBefore = this.#statuses(sender);
      const { rowId } =
        where === 'group'
          ? chatDb.post({ chatId: this.#groupOf(question), from: sender, text: token })
          : chatDb.receive({ handle: sender, text: token, ...(service === undefined ? {} : { service }) });
      rows.push([rowId, database]);
      const said = answer.allowed;
      const rule = `${answer.rule} (${answer.setting})`;
      const judgedAtOnce = said === false && (where === 'command' || answer.rule === 'parked');
      return [{ ...question, config: made.name, said, rule, judgedAtOnce, token, answersBefore }];
    });
    await this.#timed('handed', () =>
      Promise.all(rows.map(([rowId, database]) => this.#gateway.handed(rowId, database))),
    );
    await this.#timed('arrived', () => this.#arrived(asked));
    return asked;
  }

  async #ask(made: MadeConfig, facts: AccessFacts, chats: DirectChats): Promise<void> {
    const first = await this.#write(made, made.questions, facts, chats);
    // An account that OpenClaw starts once more just then loses what comes meanwhile (OC-27): who is let in comes the next time.
    const lost = first.filter((one) => one.said === true && !this.#did(one));
    const again = lost.length === 0 ? [] : await this.#write(made, lost, facts, chats);
    this.#writtenAgain += again.length;
    const asked = [...first.filter((one) => !lost.includes(one)), ...again];
    this.#asked.push(...asked);
    // Nobody tells of those who are kept out. Whoever comes later all the same is compared at the end.
    await delay(graceMs);
    this.#compareSilence(made, facts);
    this.#compareSettled(made, facts, asked, chats);
    this.#disagreements.push(...asked.filter((one) => one.judgedAtOnce).flatMap((one) => this.#compare(one)));
    await this.#timed('queue emptied', () => this.#emptyQueue());
  }

  async #arrived(asked: readonly Asked[]): Promise<void> {
    for (const one of asked) {
      if (one.said) await waitFor(one.token, () => this.#did(one), arrivalMs).catch(() => null);
    }
  }

  #did({ where, sender, answersBefore, token, accountId }: Asked): boolean {
    if (where === 'command') return this.#statuses(sender) > answersBefore;
    return this.#witness.seen().some((one) => one.accountId === accountId && one.content.includes(token));
  }

  #arrivedAnywhere(token: string): boolean {
    return this.#witness.seen().some(({ content }) => content.includes(token));
  }

  #compare(one: Asked): readonly Disagreement[] {
    if (one.said === null) return [];
    const did = this.#did(one);
    if (did === one.said) return [];
    const { config, where, accountId, sender, rule } = one;
    const about = `${where} of ${sender} to ${accountId}: ${rule}`;
    return [{ config, about, said: one.said, did }];
  }

  #wrong(config: string, about: string, said: unknown, did: unknown): void {
    this.#disagreements.push({ config, about, said, did });
  }

  /** What strangers got must be what Peephole says they get. */
  #compareSilence(made: MadeConfig, facts: AccessFacts): void {
    const { state } = judgeSilence(facts, true);
    this.#silence[state] = (this.#silence[state] ?? 0) + 1;
    const reached = this.#witness
      .seen()
      .filter(
        ({ content, senderId }) =>
          content.includes(`word-${made.name}-`) && made.strangers.includes(senderId),
      );
    const answered = this.#gateway.outbox().filter((sent) => made.strangers.includes(sent.to));
    const got = reached.length > 0 ? 'open' : answered.length > 0 ? 'answering' : 'silent';
    const grade = ['silent', 'answering', 'open'];
    // Some who could be let in did not write; nobody got more than is said.
    if (grade.indexOf(got) > grade.indexOf(state)) this.#wrong(made.name, 'silence', state, got);
  }

  /** What is said to be confirmed must be what happens to them. */
  #compareSettled(made: MadeConfig, facts: AccessFacts, asked: readonly Asked[], chats: DirectChats): void {
    for (const sender of new Set(asked.filter(({ where }) => where === 'dm').map((one) => one.sender))) {
      const theirs = asked.filter((one) => one.sender === sender && one.where !== 'command');
      const key = handleKey(sender);
      const progress = (standing: Standing, wanted: Partial<Wanted>) => {
        const whole = { ...nothingWanted, ...wanted };
        return settle(facts, planAccess(facts, whole), key, standing, chats).progress;
      };
      const isConfirmed = progress(blocked, { blocked: new Set([key]) }) === 'confirmed';
      // Whichever account let them in: one may be parked, and another watch in its place.
      const came = theirs.filter(({ token }) => this.#arrivedAnywhere(token));
      this.#settled += 1;
      if (isConfirmed && came.length > 0) {
        this.#wrong(
          made.name,
          `the block of ${sender}`,
          'confirmed',
          came.map(({ where, accountId }) => [where, accountId]),
        );
      }
      if (!made.ours.includes(sender)) continue;
      const granted = [{ key, handle: sender, granted: true, confirmed: true }];
      const isLetIn = progress(approved, { approved: granted }) === 'confirmed';
      if (isLetIn && !came.some(({ where }) => where === 'dm')) {
        this.#wrong(made.name, `the approval of ${sender}`, 'confirmed', 'kept out');
      }
    }
  }

  /** At most three wait, and the next stranger would get no code. */
  async #emptyQueue(): Promise<void> {
    const { requests } = (await this.#gateway.rpc('channels.pairing.list', { channel: 'imessage' })) as {
      readonly requests: readonly { readonly accountId: string; readonly requestId: string }[];
    };
    for (const { accountId, requestId } of requests) {
      await this.#gateway.rpc('channels.pairing.dismiss', { channel: 'imessage', accountId, requestId });
    }
  }
}
