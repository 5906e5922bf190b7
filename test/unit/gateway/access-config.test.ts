import { describe, expect, test } from 'vitest';
import type { AccessEntry } from '#core/access/access-facts.ts';
import { accountIdOf, readAccessConfig } from '../../../src-main/gateway/access-config.ts';
import { readEntries, readEntry } from '../../../src-main/gateway/entries.ts';

describe('an entry, as the plugin reads it', () => {
  test.each([
    // Every spelling of OC-44 and OC-45.
    ['+15550100001', '+15550100001'],
    ['15550100002', '+15550100002'],
    ['1-555-010-0006', '+15550100006'],
    ['+1 (555) 010-0005', '+15550100005'],
    [' +15550100007 ', '+15550100007'],
    [15550100008, '+15550100008'],
    ['tel:+15550100009', '+15550100009'],
    ['imessage:+15550100010', '+15550100010'],
    ['iMessage:+15550100010', '+15550100010'],
    ['sms:+15550100011', '+15550100011'],
    ['auto:+15550100012', '+15550100012'],
    ['5550100003', '+5550100003'],
    ['(555) 010-0004', '+5550100004'],
    ['0015550100014', '+0015550100014'],
    ['+44 7700 900021', '+447700900021'],
    ['User24@Example.com', 'user24@example.com'],
    ['imessage:user26@example.com', 'user26@example.com'],
    ['mailto:user27@example.com', 'mailto:user27@example.com'],
    ['262966', '+262966'],
    ['urn:biz:Example', 'urn:biz:Example'],
    ['AMAZON2', 'AMAZON2'],
    ['iMessage;-;+15550100015', 'iMessage;-;+15550100015'],
    ['+1\u2011555\u2011010\u20110016', '+1\u2011555\u2011010\u20110016'],
  ])('%j names %s', (raw, key) => {
    expect(readEntry(raw)).toEqual({ kind: 'handle', key, raw });
  });

  test.each([
    ['*', { kind: 'everyone' }],
    [' * ', { kind: 'everyone' }],
    ['accessGroup:family', { kind: 'group', name: 'family' }],
    [' accessGroup: my friends ', { kind: 'group', name: 'my friends' }],
    ['accessGroup:', { kind: 'other' }],
    ['chat_id:7', { kind: 'chat' }],
    ['chatid:7', { kind: 'chat' }],
    ['chat:7', { kind: 'chat' }],
    ['chat_guid:iMessage;+;chat1', { kind: 'chat' }],
    ['GUID:iMessage;+;chat1', { kind: 'chat' }],
    ['chat_identifier:chat1', { kind: 'chat' }],
    ['chatident:chat1', { kind: 'chat' }],
    ['imessage:chat_id:7', { kind: 'chat' }],
    ['0123456789abcdef0123456789ABCDEF', { kind: 'chat' }],
    ['', { kind: 'other' }],
    ['  ', { kind: 'other' }],
    ['imessage:', { kind: 'other' }],
  ])('%j is %j', (raw, expected) => {
    expect(readEntry(raw)).toEqual({ ...expected, raw });
  });

  test('the name of a group prefix counts only as OpenClaw spells it', () => {
    expect(readEntry('accessgroup:family').kind).toBe('handle');
  });

  test('a list that is not there is not set; what is no entry is none', () => {
    expect(readEntries(undefined)).toBeNull();
    expect(readEntries(null)).toBeNull();
    expect(readEntries([])).toEqual([]);
    expect(readEntries([null, {}, 'a@example.com'])).toHaveLength(1);
  });
});

type Json = { [key: string]: unknown };

describe('how the file spells it', () => {
  const variable = '\u0024{MY_FRIEND}';
  const number = '+12125550103';
  const other = '+12125550104';
  const file = (imessage: Json, members: Json = {}): Json => ({
    accessGroups: { family: { type: 'message.senders', members } },
    channels: { imessage },
  });
  const resolved = file(
    { allowFrom: [other, number], groupAllowFrom: [number], accounts: { Work: { allowFrom: [number] } } },
    { imessage: [number], '*': [other, number] },
  );
  const parsed = file(
    {
      allowFrom: [other, variable],
      groupAllowFrom: [variable],
      accounts: { Work: { allowFrom: [variable] } },
    },
    { imessage: [variable], '*': [other, variable] },
  );
  const written = (entries: readonly AccessEntry[] | null | undefined) =>
    entries?.map((entry) => (entry.kind === 'handle' ? entry.written : null));

  test('is known of every list at every level', () => {
    const { root, accounts, groups } = readAccessConfig(resolved, resolved, [], parsed);
    expect(written(root.direct)).toEqual([undefined, variable]);
    expect(written(root.group)).toEqual([variable]);
    expect(written(accounts[0]?.own.direct)).toEqual([variable]);
    expect(written(groups[0]?.members)).toEqual([variable]);
    expect(written(groups[0]?.sharedMembers)).toEqual([undefined, variable]);
    expect(root.direct?.map(({ raw }) => raw)).toEqual([other, number]);
  });

  test('is not guessed: a part in another file, another length, an escaped variable, no file', () => {
    const list = (from: unknown) => written(readEntries([other, number], from));
    expect(list({ $include: './list.json5' })).toEqual([undefined, undefined]);
    expect(list([variable])).toEqual([undefined, undefined]);
    expect(list([other, '\u0024\u0024{MY_FRIEND}'])).toEqual([undefined, undefined]);
    expect(list(undefined)).toEqual([undefined, undefined]);
  });
});

/** The config as the gateway gives it: `config` has the schema's defaults, `sourceConfig` has not. */
function read(imessage: Json | undefined, rest: Json = {}) {
  const source = imessage === undefined ? rest : { ...rest, channels: { imessage } };
  const filled = { dmPolicy: 'pairing', groupPolicy: 'allowlist', ...imessage };
  const config = imessage === undefined ? rest : { ...rest, channels: { imessage: filled } };
  return readAccessConfig(config, source);
}

describe('the config', () => {
  test('an account and a group of any name are only that', () => {
    const level = (handle: string) => `{"dmPolicy":"allowlist","allowFrom":["${handle}"]}`;
    const names = ['__proto__', 'constructor'];
    const accounts = names.map((name, at) => `"${name}":${level(`+1212555010${at}`)}`).join();
    const members = names.map((name) => `"${name}":{"type":"message.senders","members":{}}`).join();
    // As JSON brings it: an object literal would set a prototype.
    const config = JSON.parse(
      `{"accessGroups":{${members}},"channels":{"imessage":{"accounts":{${accounts}}}}}`,
    );
    const read = readAccessConfig(config, config);
    expect(
      read.accounts.map(({ id, directPolicy, own }) => [id, directPolicy, own.direct?.[0]?.raw]),
    ).toEqual(names.map((name, at) => [name, 'allowlist', `+1212555010${at}`]));
    expect(read.groups.map(({ name }) => name)).toEqual(names);
  });

  test('no channel is no account, and nothing is set', () => {
    expect(read(undefined)).toMatchObject({
      configured: false,
      rootEnabled: null,
      root: { direct: null, group: null },
      accounts: [],
      defaultAccountId: 'default',
    });
  });

  test('defaults are in force but written nowhere', () => {
    const { accounts, root } = read({});
    expect(root).toEqual({ direct: null, group: null });
    expect(accounts).toMatchObject([
      { id: 'default', configKey: null, enabled: true, directPolicy: 'pairing', groupPolicy: 'allowlist' },
    ]);
    expect(accounts[0]).toMatchObject({ directPolicySetBy: null, groupPolicySetBy: null });
  });

  test('an account inherits what it does not write, and says where each thing is written', () => {
    const { accounts } = read({
      cliPath: 'imsg',
      dmPolicy: 'allowlist',
      allowFrom: ['+12125550101'],
      accounts: {
        work: { allowFrom: [], groupPolicy: 'disabled' },
        home: { enabled: false, dmPolicy: 'open', groupAllowFrom: ['*'] },
      },
    });
    expect(accounts).toMatchObject([
      { id: 'default', directPolicy: 'allowlist', directPolicySetBy: 'root', groupPolicySetBy: null },
      {
        id: 'work',
        directPolicy: 'allowlist',
        directPolicySetBy: 'root',
        groupPolicy: 'disabled',
        groupPolicySetBy: 'account',
        own: { direct: [], group: null },
      },
      {
        id: 'home',
        enabled: false,
        directPolicy: 'open',
        directPolicySetBy: 'account',
        own: { direct: null, group: [{ kind: 'everyone' }] },
      },
    ]);
  });

  test('the root is an account when it names a source or there is no other', () => {
    const ids = (imessage: Json) => read(imessage).accounts.map(({ id }) => id);
    expect(ids({})).toEqual(['default']);
    expect(ids({ accounts: { work: {} } })).toEqual(['work']);
    expect(ids({ dbPath: '/x/chat.db', accounts: { work: {} } })).toEqual(['default', 'work']);
    expect(ids({ dbPath: '/x/chat.db', accounts: { default: {}, work: {} } })).toEqual(['default', 'work']);
  });

  test('the default account is the one named, else "default", else the first by name', () => {
    const chosen = (imessage: Json) => read(imessage).defaultAccountId;
    expect(chosen({ accounts: { work: {}, home: {} } })).toBe('home');
    expect(chosen({ accounts: { work: {}, home: {} }, defaultAccount: 'Work' })).toBe('work');
    expect(chosen({ accounts: { work: {}, home: {} }, defaultAccount: 'gone' })).toBe('home');
    expect(chosen({ cliPath: 'imsg', accounts: { a: {} } })).toBe('default');
  });

  test("the gateway's spelling of an account is lower case; the config's own is kept for writing", () => {
    expect(read({ accounts: { 'My Work': {} } }).accounts).toMatchObject([
      { id: 'my-work', configKey: 'My Work' },
    ]);
    expect(accountIdOf('  ')).toBe('default');
  });

  test('switched off at the root switches every account off', () => {
    const off = read({ enabled: false, accounts: { work: { enabled: true } } });
    expect(off.rootEnabled).toBe(false);
    expect(off.accounts[0]?.enabled).toBe(false);
  });

  test('groups: type, own members and shared ones', () => {
    const accessGroups = {
      family: {
        type: 'message.senders',
        members: { imessage: ['a@example.com'], '*': ['*'], telegram: ['1'] },
      },
      staff: { type: 'discord.channelAudience', channel: '1' },
    };
    expect(read({}, { accessGroups }).groups).toMatchObject([
      {
        name: 'family',
        isSenderList: true,
        members: [{ key: 'a@example.com' }],
        sharedMembers: [{ kind: 'everyone' }],
      },
      { name: 'staff', isSenderList: false, members: [], sharedMembers: [] },
    ]);
  });

  test('whether approved people share one conversation', () => {
    expect(read({}).sharesMainSession).toBe(true);
    expect(read({}, { session: { dmScope: 'main' } }).sharesMainSession).toBe(true);
    expect(read({}, { session: { dmScope: 'per-channel-peer' } }).sharesMainSession).toBe(false);
  });

  test.each([
    ['its very name', { work: { dmPolicy: 'open' }, Work: { dmPolicy: 'disabled' } }, ['open', 'open']],
    ['another case', { Work: { dmPolicy: 'open' } }, ['open']],
    ['other signs are another name: the root’s count', { 'Home Two': { dmPolicy: 'open' } }, ['allowlist']],
  ])('an account’s own settings are found by its id: %s', (_, accounts, policies) => {
    const found = read({ dmPolicy: 'allowlist', accounts }).accounts;
    expect(found.map(({ directPolicy }) => directPolicy)).toEqual(policies);
  });

  test('command owners: those who write by iMessage, letter by letter, and nobody by wildcard', () => {
    const ownerAllowFrom = [
      'imessage:+1 (212) 555-0101',
      'imsg: +12125550104',
      ' +12125550102 ',
      12125550103,
      'telegram:7',
      '*',
      'imessage:*',
      'imessage:',
      'O@Example.com',
    ];
    const owners = (...loaded: string[]) => {
      const config = { channels: { imessage: {} }, commands: { ownerAllowFrom } };
      return readAccessConfig(config, config, loaded).commandOwners;
    };
    const here = ['+1 (212) 555-0101', '+12125550104', '+12125550102', '12125550103'];
    expect(owners('imessage', 'telegram')).toEqual([...here, 'O@Example.com']);
    // A channel that is not loaded is no channel to OpenClaw: its owner is an owner all the same.
    expect(owners('imessage')).toEqual([...here, 'telegram:7', 'O@Example.com']);
  });

  test.each([
    [{ imessage: ['+12125550101'], '*': ['*'] }, 'commands.allowFrom.imessage', ['+12125550101']],
    [{ '*': [' a@example.com ', 7] }, 'commands.allowFrom["*"]', ['a@example.com', '7']],
    [{ imessage: [] }, 'commands.allowFrom.imessage', []],
  ])('the list for commands: %j', (allowFrom, setting, entries) => {
    expect(read({}, { commands: { allowFrom } }).commandSenders).toEqual({ setting, entries });
  });

  test('a list for the commands of other channels is none here', () => {
    expect(read({}, { commands: { allowFrom: { telegram: ['7'] } } }).commandSenders).toBeNull();
    expect(read({}).commandSenders).toBeNull();
  });

  test.each([
    [{}, ['any']],
    [{ groups: { '7': {} } }, ['listed']],
    [{ groups: { '7': {}, '*': {} } }, ['any']],
    [{ groups: {} }, ['any']],
    [{ groups: { '7': {} }, accounts: { a: { groups: {} } } }, ['listed']],
    [{ groups: { '7': {} }, accounts: { a: { groups: {} }, b: {} } }, ['any', 'listed']],
    [{ groups: { '*': {} }, accounts: { a: { groups: { '7': {} } }, b: {} } }, ['listed', 'any']],
  ])('which groups are answered: %j', (imessage, expected) => {
    expect(read(imessage).accounts.map((account) => account.groupChats)).toEqual(expected);
  });

  const root = 'channels.imessage.groups';
  const asks = (setting: string, id: number, wantsMention = true) => ({ id, setting, wantsMention });
  test.each([
    [{}, [[]]],
    [{ groups: { '*': {} } }, [[]]],
    [{ groups: { '7': {}, '*': {} } }, [[asks(`${root}["7"]`, 7)]]],
    [{ groups: { '7': { requireMention: false } } }, [[asks(`${root}["7"]`, 7, false)]]],
    [{ groups: { '7': {}, '*': { requireMention: false } } }, [[asks(`${root}["7"]`, 7, false)]]],
    // None of these is how the plugin spells the number of a chat.
    [{ groups: { 'iMessage;-;+12125550101': {}, '+12125550101': {}, ' 7': {}, '07': {}, '7.0': {} } }, [[]]],
    [{ groups: { 'chat_id:7': {}, 'any;-;a@example.com': {}, '0': {}, '-7': {} } }, [[]]],
    [
      { groups: { '7': {} }, accounts: { a: { groups: { '*': {} } }, b: {} } },
      [[], [asks(`${root}["7"]`, 7)]],
    ],
    [
      { groups: { '7': {} }, accounts: { a: { groups: { '8': {} } }, b: {} } },
      [[asks('channels.imessage.accounts.a.groups["8"]', 8)], [asks(`${root}["7"]`, 7)]],
    ],
  ])('which chats groups names: %j', (imessage, expected) => {
    expect(read(imessage).accounts.map((account) => account.namedChats)).toEqual(expected);
  });

  test('chat commands may write the config when they are allowed at all and no account forbids them', () => {
    const allows = (imessage: Json, commands: Json) => read(imessage, { commands }).channelConfigWrites;
    expect(allows({}, {})).toBe(false);
    expect(allows({}, { config: true })).toBe(true);
    expect(allows({ configWrites: false }, { config: true })).toBe(false);
    expect(
      allows({ configWrites: false, accounts: { work: { configWrites: true } } }, { config: true }),
    ).toBe(true);
  });
});
