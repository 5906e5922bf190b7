import { expect, test } from 'vitest';
import { readAccessSettings } from '#core/access/drift.schema.ts';
import { readSilenceRecord } from '#core/silence/silence-record.schema.ts';
import type { SilenceRecord } from '#core/silence/silence-undo.ts';

const record: SilenceRecord = {
  edit: {
    policies: [{ accountId: null, directPolicy: 'allowlist', groupPolicy: 'allowlist' }],
    lists: [{ accountId: 'work', list: 'group', entries: ['+12125550101', 5] }],
    ourMembers: ['+12125550102'],
    otherGroups: [{ name: 'friends', shared: true, entries: [] }],
    enabled: true,
  },
  restore: {
    policies: [{ accountId: null, directPolicy: null, groupPolicy: 'open' }, { accountId: 'work' }],
    lists: [{ accountId: null, list: 'direct', entries: null }],
  },
};

test('the way back from “Make it silent” is read as it was kept', () => {
  expect(readSilenceRecord(JSON.stringify(record))).toEqual(record);
});

test.each([
  ['nothing', null],
  ['what was undone', ''],
  ['no JSON', '{"edit":'],
  ['half of it', JSON.stringify({ edit: record.edit })],
  [
    'an unknown policy',
    JSON.stringify({ ...record, edit: { policies: [{ accountId: null, directPolicy: 'ask' }] } }),
  ],
  ['a change that we do not know', JSON.stringify({ ...record, restore: { ...record.restore, rooms: [] } })],
  ['an entry that is none', JSON.stringify({ ...record, restore: { ourMembers: [{}] } })],
])('%s is no way back', (_, stored) => {
  expect(readSilenceRecord(stored)).toBeNull();
});

test('the settings as last seen are any settings; what is none is as if none were seen', () => {
  const seen = { 'channels.imessage.allowFrom': ['*', 5], 'channels.imessage.dmPolicy': null };
  expect(readAccessSettings(JSON.stringify(seen))).toEqual(seen);
  for (const stored of [null, '', '[', 'null', '["a"]', '"allowlist"', '5']) {
    expect(readAccessSettings(stored), String(stored)).toBeNull();
  }
});
