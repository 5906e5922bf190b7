import type { AccessFacts } from '#core/access/access-facts.ts';
import { type DirectChats, namedChatIds } from '#core/access/named-chats.ts';
import { AddressIndex } from '../../src-main/messages/address-index.ts';
import { MessagesDatabase } from '../../src-main/messages/messages-database.ts';

/** Whose the direct chats are that the lists name, by Peephole's own index of a chat.db. */
export async function readDirectChats(facts: AccessFacts, chatDbPath: string): Promise<DirectChats> {
  const database = new MessagesDatabase(chatDbPath);
  const index = new AddressIndex(database);
  await index.refresh();
  const asked = namedChatIds(facts);
  const keys = asked.flatMap((chat) => index.partners(chat));
  database.close();
  return { asked, of: [...new Set(keys)].map((key) => [key, index.find(key).chats]) };
}
