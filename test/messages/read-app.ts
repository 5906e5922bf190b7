import { join } from 'node:path';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { facts } from '../support/facts.ts';
import { type FakeClock, settle } from '../support/fake-clock.ts';
import { fakeGateway } from '../support/fake-gateway.ts';
import { type KeeperInProcess, openKeeper } from '../support/in-process-app.ts';
import { type InProcessMessages, inProcessMessages } from '../support/in-process-messages.ts';

/** A gatekeeper that reads a real chat.db, with only the gateway and the time played by fakes. */
export interface ReadApp extends KeeperInProcess<InProcessMessages> {
  /** Reads what was committed, or with `quick` what is not put off, and lets everything follow from it. */
  look(how?: 'quick' | 'whole'): Promise<void>;
}

/**
 * Opens one on a chat.db and a state directory, and reads what is there. Afterwards it looks only when `look` is called, or
 * when the clock says that it would look by itself; nothing watches the file. Whoever opens it closes it.
 * @param access who is let in; default nobody.
 */
export async function openReadApp(
  databasePath: string,
  stateDir: string,
  clock: FakeClock,
  access: AccessFacts = facts({ direct: [], group: [] }),
): Promise<ReadApp> {
  const messages = inProcessMessages({
    databasePath,
    contactsDir: join(stateDir, 'none'),
    clock,
    watch: () => ({ close: () => {} }),
  });
  const gateway = fakeGateway(access, clock);
  const app = openKeeper(stateDir, clock, gateway, messages);
  gateway.connect();
  await messages.caughtUp.catch(async (error) => {
    await app.close();
    throw error;
  });
  await settle();
  const look = async (how?: 'quick' | 'whole') => {
    await messages.look(how);
    await settle();
  };
  return { ...app, look };
}
