import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createChatDb } from '../../src-main/simulator/chat-db.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { type Made, oldHistory, type UntidyCase } from './cases.ts';
import { openReadApp, type ReadApp } from './read-app.ts';
import { messagesFolder, scratchDir } from './support.ts';

/** When a case begins, ms. */
export const startMs = Date.UTC(2026, 10, 24, 12);

/** How many messages left for somebody; null: withheld. */
export async function receiptOf(app: ReadApp, handle: string): Promise<number | null | undefined> {
  const { items } = await app.keeper.commands.receipt({ handle });
  return items[0]?.sent;
}

/** The alarms, without what changes from run to run. */
export async function leaksOf(app: ReadApp) {
  return (await app.keeper.commands.leaks({})).items.map(({ handle, kind, place }) => ({
    handle,
    kind,
    place,
  }));
}

/** Who was ever sent a code. */
export const exposed = async (app: ReadApp) =>
  (await app.keeper.commands.exposure({})).items.map(({ handle }) => handle);
/** Banners about one knock. */
export const banners = (app: ReadApp) => app.notices.filter(({ kind }) => kind === 'knock');

type Mode = 'watched' | 'restarted after each step' | 'read at the end';

async function play({ create = oldHistory, live, expected }: UntidyCase, mode: Mode): Promise<void> {
  const clock = fakeClock(startMs);
  const path = join(messagesFolder(), 'chat.db');
  const stateDir = scratchDir();
  const db = createChatDb(path);
  create(db, startMs);
  let app = await openReadApp(path, stateDir, clock);
  onTestFinished(() => app.close());
  const { invite } = await app.keeper.commands.invite({});
  const written: Made['written'] = new Map();
  for (const step of live) {
    await clock.pass(1_000);
    step(db, { nowMs: clock.now(), code: invite.code ?? '', written });
    if (mode === 'read at the end') continue;
    if (mode === 'watched') await app.look();
    else {
      await app.close();
      app = await openReadApp(path, stateDir, clock);
    }
  }
  await app.look();
  await expected(app);
  expect(app.errors).toEqual([]);
  await app.close();
  app = await openReadApp(path, stateDir, clock);
  await expected(app);
  db.close();
}

/** Each case three times: looked at after each step, with a restart after each, and only at its end. */
export function playAll(cases: Readonly<Record<string, UntidyCase>>): void {
  describe.each(Object.entries(cases))('%s', (_, one) => {
    it.each<Mode>(['watched', 'restarted after each step', 'read at the end'])('%s', (mode) =>
      play(one, mode),
    );
  });
}
