import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { knockChannel, knockSteps } from '#core/message/knock-steps.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { openReadApp } from './read-app.ts';
import { newChatDb, scratchDir } from './support.ts';

it('a knock passes every step once, in their order, and no more is said of it', async () => {
  const db = await newChatDb();
  const stateDir = join(scratchDir(), 'state');
  mkdirSync(stateDir, { mode: 0o700 });
  const app = await openReadApp(db.path, stateDir, fakeClock(Date.now()));
  onTestFinished(() => app.close());
  const passed: unknown[] = [];
  const note = (step: unknown) => void passed.push(step);
  subscribe(knockChannel, note);
  onTestFinished(() => void unsubscribe(knockChannel, note));
  await db.receive({ handle: '+12125550101', text: 'a secret' });
  await app.look('quick');
  // The thread between the two is not there.
  const here = knockSteps.filter((step) => step !== 'received');
  expect(passed.slice(0, here.length)).toEqual(here);
  // Its card is made once more, when it is known what left this Mac.
  expect(passed.slice(here.length)).toEqual(['made']);
});
