import { expect, test } from 'vitest';
import { namedChatIds } from '#core/access/named-chats.ts';
import { facts } from '../../../support/facts.ts';

const chat = (id: number) => ({ id, setting: `channels.imessage.groups["${id}"]`, wantsMention: false });

test('the chats that any account names are asked for in the order of their numbers, each once', () => {
  const accounts = [
    { namedChats: [chat(10), chat(9)] },
    { id: 'work', enabled: false, namedChats: [chat(100), chat(9), chat(2)] },
  ];
  expect(namedChatIds(facts({ accounts }))).toEqual([2, 9, 10, 100]);
  expect(namedChatIds(facts())).toEqual([]);
});
