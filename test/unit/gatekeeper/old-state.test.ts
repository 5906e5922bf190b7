import { expect, test } from 'vitest';
import { readSilenceRecord } from '#core/silence/silence-record.schema.ts';
import { historyJson } from '../../../src-main/cli/json/history-json.ts';
import { facts } from '../../support/facts.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeGateway } from '../../support/fake-gateway.ts';
import { openApp, ownerHandle, startMs } from '../../support/in-process-app.ts';
import { oldHistory, oldState, oldStateDir } from '../../support/old-state.ts';

test('Peephole goes on with the state directory of an older one, and forgets nothing', async () => {
  const clock = fakeClock(startMs);
  const gateway = fakeGateway(facts({ direct: [ownerHandle], group: [] }), clock);
  const opened = openApp(oldStateDir(), clock, gateway);
  const { commands } = opened.keeper;
  const rows = oldHistory.map((row) => JSON.parse(row));

  // Before the gateway is there nothing of its own can happen but the end of approvals whose time is over.
  const { items } = await commands.history({ limit: 100_000 });
  const since = items.filter(({ seq }) => seq > oldState.verify.lines);
  expect(new Set(since.map(({ kind }) => kind))).toEqual(new Set(['expire', 'log-signed']));
  const before = items.filter(({ seq }) => seq <= oldState.verify.lines);
  expect(before.map((item) => JSON.stringify(historyJson(item)))).toEqual(oldHistory);

  const { pause, leaks, counts } = await opened.status();
  expect(pause).toBe('until-resumed');
  const told = rows.filter(({ kind }) => kind === 'leak').map(({ handle }) => handle);
  expect((await commands.leaks({})).items.map(({ handle }) => handle)).toEqual(told);
  const cleared = rows.filter(({ kind }) => kind === 'leak-cleared').length;
  expect(leaks).toHaveLength(told.length - cleared);
  expect((await commands.invites({})).items.map(({ id }) => id)).toEqual(
    oldState.invites.map(({ id }) => id),
  );
  expect(counts.blocked).toBe(oldState.standings.filter(({ state }) => state === 'blocked').length);
  expect(readSilenceRecord(opened.ledger.setting('silence-record'))).not.toBeNull();

  gateway.connect();
  await clock.pass(10_000);
  expect(opened.errors).toEqual([]);
});
