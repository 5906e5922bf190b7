import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the three facts come from; what is not named is looked for in its usual place. */
export interface Places {
  readonly messagesDb?: string | undefined;
  readonly contactsDir?: string | undefined;
  readonly openclawConfig?: string | undefined;
  readonly openclawState?: string | undefined;
  readonly gatewayUrl?: string | undefined;
}

/** The owner's Messages and Contacts, where macOS keeps them. */
export function messagesPlace({ messagesDb, contactsDir }: Places): {
  readonly databasePath: string;
  readonly contactsDir: string;
} {
  const library = join(homedir(), 'Library');
  return {
    databasePath: messagesDb ?? join(library, 'Messages', 'chat.db'),
    contactsDir: contactsDir ?? join(library, 'Application Support', 'AddressBook'),
  };
}
