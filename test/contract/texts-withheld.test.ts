import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { holdStateDir, startApp } from '../../src-main/app/app.ts';
import { Shutdown } from '../../src-main/app/shutdown.ts';
import { startPractice } from '../../src-main/simulator/practice.ts';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import { senderIn, untilState } from '../support/until-state.ts';
import { waitFor } from '../support/wait.ts';

/** The app as Electron starts it: every program of this user can open its control socket. */
test('the app tells a program what people wrote only once its owner has allowed that, in the app itself', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'peephole-texts-'));
  const practice = await startPractice({ speed: 20, silent: true });
  const problems: string[] = [];
  const shutdown = new Shutdown((error) => problems.push(String(error)));
  onTestFinished(async () => {
    await shutdown.run();
    await practice.stop();
    rmSync(stateDir, { recursive: true, force: true, maxRetries: 3 });
    expect(problems).toEqual([]);
  });
  const app = await startApp(
    {
      stateDir: holdStateDir(stateDir, shutdown),
      messagesDb: practice.databasePath,
      contactsDir: practice.contactsDir,
      openclawConfig: practice.openclawConfigPath,
      env: process.env,
      practice: false,
      texts: 'as-allowed',
      log: (line) => problems.push(line),
    },
    shutdown,
  );
  const written = await waitFor('somebody with a text', async () => {
    const { senders } = await app.api.commands.list({});
    return senders.find(({ preview }) => preview !== null);
  });
  const { handle } = written;
  const known = await waitFor('somebody of the address book', async () => {
    const { senders } = await app.api.commands.list({});
    return senders.find(({ contact }) => contact !== null);
  });

  const program = await connectPeephole(stateDir);
  onTestFinished(() => program.close());
  const listed = await program.call('list', {});
  expect(listed.senders.map((one) => one.handle)).toContain(handle);
  expect(listed).toMatchObject({ textsWithheld: true });
  expect(listed.senders.map((one) => one.handle)).toContain(known.handle);
  expect(listed.senders.filter(({ preview, contact }) => (preview ?? contact) !== null)).toEqual([]);
  const state = await untilState(program, 'the whole state', (now) => now);
  expect([...state.senders.values()].filter(({ preview, contact }) => (preview ?? contact) !== null)).toEqual(
    [],
  );
  await expect(program.call('messages', { handle })).rejects.toMatchObject({ code: 'texts-withheld' });
  await expect(program.call('set-settings', { programsRead: true })).rejects.toMatchObject({
    code: 'texts-withheld',
  });

  await app.api.commands['set-settings']({ programsRead: true });
  expect(await program.call('list', {})).toMatchObject({ textsWithheld: false });
  expect((await program.call('messages', { handle })).items.length).toBeGreaterThan(0);
  await untilState(program, 'the texts were pushed', (now) => senderIn(now, handle)?.preview);
  await untilState(program, 'the names were pushed', (now) => senderIn(now, known.handle)?.contact);
});
