import { type Spelling, seeded, spellings } from './handle-matrix.ts';
import type { JsonObject } from './real-gateway.ts';

/** What `explain` is asked about, and the real gateway too: lists and policies, and who writes under them. */

export type Entries = readonly (string | number)[];

export interface Settings {
  readonly name: string;
  readonly dmPolicy?: 'pairing' | 'allowlist' | 'open' | 'disabled';
  readonly allowFrom: Entries;
  readonly groupPolicy?: 'allowlist' | 'open' | 'disabled';
  /** null: not set, so that `allowFrom` stands in. */
  readonly groupAllowFrom: Entries | null;
  readonly members?: Entries;
  readonly shared?: Entries;
}

/** One sender, and where they write. */
export interface Question extends Spelling {
  readonly places: readonly ('dm' | 'group')[];
}

export interface Configuration extends Settings {
  readonly questions: readonly Question[];
}

/** Always let in somewhere: when this arrives, what was written before it has been judged. */
export const sentinel = '+12125550190';

const random = seeded(4995);
const all = spellings.map(({ entry }) => entry);
/** A chat on a list of group senders lets in by chat: that is asked apart. */
const people = all.filter((entry) => !String(entry).startsWith('chat_'));

function pick(from: Entries, count: number): Entries {
  return from
    .map((entry) => ({ entry, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ entry }) => entry);
}

/** Everyone is let in: a few are enough, each costs a run of the agent. */
const few = 3;
/** Half of them are let in: enough to see it, beside the list of everybody. */
const some = 14;
/** A run of the pool, so that the configurations together ask about everybody. */
const many = 26;

/** Everybody asked writes directly, every fourth (or each, where it is about groups) in a group too. */
function ask(settings: Settings, count = many, groups: 'some' | 'each' = 'some'): Configuration {
  const start = Math.floor(random() * spellings.length);
  const asked = Array.from({ length: count }, (_, index) => spellings[(start + index) % spellings.length]);
  return {
    ...settings,
    questions: asked.flatMap((spelling, index): readonly Question[] => {
      if (!spelling) return [];
      return [{ ...spelling, places: groups === 'each' || index % 4 === 0 ? ['dm', 'group'] : ['dm'] }];
    }),
  };
}

/** Stands for the access group of the configuration itself. */
const mine = ['accessGroup:mine'];

export const configurations: readonly Configuration[] = [
  ask({ name: 'every spelling on the direct list', allowFrom: all, groupAllowFrom: [] }, spellings.length),
  ask({ name: 'every spelling in an access group', allowFrom: mine, members: all, groupAllowFrom: [] }, some),
  ask(
    { name: 'every spelling among the group senders', allowFrom: [], groupAllowFrom: people },
    some,
    'each',
  ),
  ask({ name: 'everyone, under allowlist', allowFrom: ['*'], groupAllowFrom: [] }, few),
  ask({ name: 'everyone, under open', dmPolicy: 'open', allowFrom: ['*'], groupAllowFrom: [] }, few),
  ask(
    { name: 'everyone, by a group of every channel', allowFrom: mine, shared: ['*'], groupAllowFrom: [] },
    few,
  ),
  ask({ name: 'everyone in groups', allowFrom: [], groupAllowFrom: ['*'] }, few, 'each'),
  ask({ name: 'groups open', allowFrom: [], groupPolicy: 'open', groupAllowFrom: [] }, few, 'each'),
  ask({ name: 'open, but with a list', dmPolicy: 'open', allowFrom: pick(all, 8), groupAllowFrom: [] }),
  ask({ name: 'pairing, with a list', dmPolicy: 'pairing', allowFrom: pick(all, 8), groupAllowFrom: [] }),
  ask({ name: 'disabled', dmPolicy: 'disabled', allowFrom: all, groupAllowFrom: pick(people, 8) }),
  ask({ name: 'groups disabled', allowFrom: pick(all, 8), groupPolicy: 'disabled', groupAllowFrom: people }),
  ask({
    name: 'the direct list stands in for the group senders',
    allowFrom: pick(people, 8),
    groupAllowFrom: null,
  }),
  ask({
    name: 'a group nobody made',
    allowFrom: ['accessGroup:nowhere', ...pick(all, 8)],
    groupAllowFrom: ['accessGroup:nowhere'],
  }),
  ask({
    name: 'a group for every channel',
    allowFrom: mine,
    members: pick(people, 5),
    shared: pick(people, 5),
    groupAllowFrom: mine,
  }),
  ask({ name: 'nobody', allowFrom: [], groupAllowFrom: [] }),
  ...Array.from({ length: 5 }, (_, index) =>
    ask({
      name: `a mixture, ${index + 1}`,
      allowFrom: [...pick(people, 6), ...mine],
      members: pick(people, 3),
      groupAllowFrom: index % 2 === 0 ? pick(people, 8) : null,
    }),
  ),
];

/** The account that has these settings. */
export function accountOf(configuration: Configuration): string {
  return `settings-${configurations.indexOf(configuration) + 1}`;
}

/** The access groups of the whole gateway that these settings need; members are texts only (the gateway's schema). */
export function groupsOf(configuration: Configuration): JsonObject {
  const members = {
    imessage: (configuration.members ?? []).map(String),
    '*': (configuration.shared ?? []).map(String),
  };
  return { [groupName(configuration)]: { type: 'message.senders', members } };
}

const groupName = (configuration: Configuration) => `mine-${accountOf(configuration)}`;

/** The account's settings as OpenClaw has them, with the sentinel on a list that lets it in. */
export function accountSettings(configuration: Configuration): JsonObject {
  const entries = (list: Entries) =>
    list.map((entry) => (entry === mine[0] ? `accessGroup:${groupName(configuration)}` : entry));
  const { dmPolicy = 'allowlist', groupPolicy = 'allowlist' } = configuration;
  const allowFrom = entries(configuration.allowFrom);
  if (configuration.groupAllowFrom === null) {
    return { dmPolicy, groupPolicy, allowFrom: [...allowFrom, sentinel] };
  }
  const groupAllowFrom = entries(configuration.groupAllowFrom);
  const sentinelIn = groupPolicy === 'disabled' ? allowFrom : groupAllowFrom;
  sentinelIn.push(sentinel);
  return { dmPolicy, groupPolicy, allowFrom, groupAllowFrom };
}
