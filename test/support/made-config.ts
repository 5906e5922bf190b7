import JSON5 from 'json5';
import { seeded, spellings } from './handle-matrix.ts';
import type { JsonObject } from './real-gateway.ts';

/** The accounts that a made config may have, by the id that OpenClaw makes of their name. */
export const madeAccounts = ['work', 'home-two'] as const;

/** Values of `${…}`: to stand in the config's `env.vars`. */
export const madeVars = { FRIEND_NUMBER: '+12125550101', FRIEND_MAIL: 'user25@example.com' };

/** One message, and from whom. */
export interface MadeQuestion {
  readonly accountId: string;
  /** The account in whose database it is written. */
  readonly database: string;
  readonly sender: string;
  readonly service?: string;
  readonly where: 'dm' | 'group' | 'command';
}

/** A config as an owner might have written it. */
export interface MadeConfig {
  readonly name: string;
  /** `channels`, `accessGroups`, `commands`, `session`, as the file has them: with `$include` where parts are elsewhere. */
  readonly parts: JsonObject;
  /** The included files by name. */
  readonly included: Readonly<Record<string, string>>;
  readonly questions: readonly MadeQuestion[];
  /** On no list by name, and in no earlier config. */
  readonly strangers: readonly string[];
  /** Members of our group, as sender. */
  readonly ours: readonly string[];
}

/** How many are asked of each of one, two or three accounts: at least twenty together. */
const questionsFor = [
  { direct: 9, group: 6, unknown: 2, command: 2 },
  { direct: 5, group: 3, unknown: 1, command: 1 },
  { direct: 3, group: 1, unknown: 1, command: 1 },
] as const;

type Source = (accountId: string) => JsonObject;
type Entry = string | number;

const variable = (name: keyof typeof madeVars): string => `\u0024{${name}}`;
const vars = new Map<unknown, string>([
  ['+12125550101', variable('FRIEND_NUMBER')],
  ['user25@example.com', variable('FRIEND_MAIL')],
]);

/**
 * The config number `index` of a seed: accounts with and without lists and policies of their own, access groups, `groups`,
 * rules for commands, parts in other files, JSON5 and variables. Valid by OpenClaw's schema.
 * @param source the `cliPath` and `dbPath` of an account.
 */
export function makeConfig(seed: number, index: number, source: Source): MadeConfig {
  const random = seeded(seed * 10_007 + index);
  const maybe = (chance: number): boolean => random() < chance;
  const below = (count: number): number => Math.floor(random() * count);
  function one<T>(from: readonly T[]): T {
    const found = from[below(from.length)];
    if (found === undefined) throw new Error('nothing to choose from');
    return found;
  }
  const some = <T>(from: readonly T[], count: number): readonly T[] =>
    from
      .map((value) => ({ value, at: random() }))
      .toSorted((a, b) => a.at - b.at)
      .slice(0, count)
      .map(({ value }) => value);

  const cast = some(spellings, 9);
  const strangers = [`+1646555${String(1000 + index).padStart(4, '0')}`, `stranger${index}@example.com`];
  const ours = some(cast, 2).map(({ sender }) => sender);
  const groupNames = ['family', 'team', 'peephole'];

  const written = (entry: Entry): Entry => (maybe(0.5) ? (vars.get(entry) ?? entry) : entry);
  function list(isGroup: boolean): readonly Entry[] {
    const entries: Entry[] = some(cast, below(5)).map(({ entry }) => written(entry));
    if (maybe(0.3)) entries.push(`accessGroup:${one([...groupNames, 'nowhere'])}`);
    if (maybe(0.12)) entries.push('*');
    if (maybe(0.08)) entries.push(one(['', ' ', 'imessage:']));
    if (isGroup && maybe(0.1)) entries.push('chat_id:9999');
    return some(entries, entries.length);
  }
  /** `open` asks for a `*` of the schema, as a rule. */
  function rules(isRoot: boolean): JsonObject {
    const found: Record<string, unknown> = {};
    const chance = isRoot ? 0.85 : 0.45;
    if (maybe(chance)) found.dmPolicy = one(['allowlist', 'allowlist', 'pairing', 'open', 'disabled']);
    if (maybe(chance * 0.7)) found.groupPolicy = one(['allowlist', 'allowlist', 'open', 'disabled']);
    if (maybe(chance)) found.allowFrom = list(false);
    if (maybe(chance * 0.7)) found.groupAllowFrom = list(true);
    if (maybe(0.12))
      found.groups = one<JsonObject>([{ '*': {} }, { '9999': {} }, {}, { '*': {}, '9999': {} }]);
    if (found.dmPolicy === 'open') found.allowFrom = [...((found.allowFrom as readonly Entry[]) ?? []), '*'];
    return found;
  }
  const member = (): readonly string[] => some(cast, below(4)).map(({ entry }) => String(written(entry)));
  const group = (name: string): JsonObject => ({
    type: 'message.senders',
    members:
      name === 'peephole'
        ? { imessage: ours }
        : { imessage: member(), ...(maybe(0.3) ? { '*': maybe(0.2) ? ['*'] : member() } : {}) },
  });

  const layout = one(['root', 'root', 'root and work', 'both', 'named only', 'written default']);
  const named: readonly string[] =
    layout === 'both'
      ? ['work', 'home-two']
      : layout === 'root'
        ? []
        : [one(layout === 'named only' ? ['work', 'Work'] : ['work', 'Work', 'home-two', 'Home Two'])];
  const idOf = (name: string): string => name.toLowerCase().replace(' ', '-');
  const account = (name: string): JsonObject => ({
    ...source(idOf(name)),
    ...(maybe(0.15) && layout !== 'named only' ? { enabled: false } : maybe(0.3) ? { enabled: true } : {}),
    ...rules(false),
  });
  const accounts: JsonObject = {
    ...Object.fromEntries(named.map((name) => [name, account(name)])),
    ...(layout === 'written default' ? { default: { ...source('default'), ...rules(false) } } : {}),
  };
  const included: Record<string, string> = {};
  /** Puts a part into a file of its own, now and then. */
  function perhapsIncluded(name: string, part: JsonObject): JsonObject {
    if (!maybe(0.25)) return part;
    const file = `./${name}-${index}.json5`;
    included[file] = `// ${name}\n${JSON5.stringify(part, null, 2)}\n`;
    return { $include: file };
  }
  const imessage: JsonObject = {
    enabled: true,
    name: configName(index),
    ...(layout === 'named only' ? {} : source('default')),
    ...rules(true),
    ...(Object.keys(accounts).length > 0 ? { accounts: perhapsIncluded('accounts', accounts) } : {}),
  };
  const groups = groupNames.filter(() => maybe(0.7));
  const people = cast.map(({ sender }) => sender);
  const commands: Record<string, unknown> = {};
  if (maybe(0.4)) {
    commands.ownerAllowFrom = [
      ...some(people, 1 + below(2)).map((who) => (maybe(0.5) ? `imessage:${who}` : who)),
      ...(maybe(0.2) ? [one(['*', 'telegram:7', 'imessage:*', '+1 (212) 555-0104'])] : []),
    ];
  }
  if (maybe(0.4)) {
    const senders = (): readonly string[] => (maybe(0.15) ? ['*'] : some(people, below(5)));
    commands.allowFrom = one<JsonObject>([
      { imessage: senders() },
      { '*': senders() },
      { imessage: senders(), '*': senders() },
      { telegram: ['7'] },
      {},
    ]);
  }
  const parts: JsonObject = {
    channels: perhapsIncluded('channels', {
      ...(maybe(0.15) ? { defaults: { groupPolicy: one(['open', 'disabled', 'allowlist']) } } : {}),
      imessage: perhapsIncluded('imessage', imessage),
    }),
    accessGroups: perhapsIncluded('groups', Object.fromEntries(groups.map((name) => [name, group(name)]))),
    commands,
    session: { dmScope: one(['per-channel-peer', 'per-account-channel-peer', 'per-peer']) },
  };

  // What is written to an account that is off is answered once it is on, by another config.
  const isOn = (name: string): boolean =>
    idOf(name) !== name.toLowerCase() || (accounts[name] as JsonObject).enabled !== false;
  const asked = [...(layout === 'named only' ? [] : ['default']), ...named.filter(isOn).map(idOf)];
  const many = questionsFor[Math.min(asked.length, questionsFor.length) - 1] ?? questionsFor[0];
  // Each commands at one account only: an answer goes to a person, not to an account.
  const commanding = some(cast, cast.length);
  // What is written under this name is ignored, the database too.
  const databaseOf = (accountId: string): string =>
    accountId === 'home-two' && named.includes('Home Two') ? 'default' : accountId;
  const questions = asked.flatMap((accountId, at): readonly MadeQuestion[] => {
    const ask = (
      { sender, service }: { sender: string; service?: string },
      where: MadeQuestion['where'],
    ): MadeQuestion => ({
      accountId,
      database: databaseOf(accountId),
      sender,
      where,
      ...(service === undefined ? {} : { service }),
    });
    const { direct, group, unknown, command } = many;
    return [
      ...some(cast, direct).map((who) => ask(who, 'dm')),
      ...some(cast, group).map((who) => ask(who, 'group')),
      ...strangers.slice(0, unknown).flatMap((sender) => [ask({ sender }, 'dm'), ask({ sender }, 'group')]),
      ...commanding.slice(at * command, (at + 1) * command).map((who) => ask(who, 'command')),
    ];
  });
  return {
    name: configName(index),
    parts,
    included,
    questions,
    strangers,
    ours: groups.includes('peephole') ? ours : [],
  };
}

/** Stands in `channels.imessage.name`, so that it can be told which config is in force. */
export function configName(index: number): string {
  return `config-${index}`;
}

/** A whole file: JSON5 as people write it, or plain JSON. */
export function spell(config: JsonObject, index: number): string {
  if (index % 2 === 1) return JSON.stringify(config, null, 2);
  const body = JSON5.stringify(config, { space: 2, quote: index % 4 === 0 ? "'" : '"' });
  return `// OpenClaw, as I like it\n${body.replace(/\n/, ' /* the beginning */\n')}\n`;
}
