import { describe, expect, test } from 'vitest';
import { crashAtEachWrite, crashOnce, type Verb } from '../../support/crash-run.ts';
import { facts } from '../../support/facts.ts';
import { leaveFigure } from '../../support/figures.ts';
import { ownerHandle } from '../../support/in-process-app.ts';
import { trialsMs } from '../../support/wait.ts';

/** Lives that end at a write; 10,000 of them: PEEPHOLE_CRASHES=10000. */
const crashes = Number(process.env.PEEPHOLE_CRASHES ?? 50);
const firstSeed = Number(process.env.PEEPHOLE_SEED ?? 1);

test(`a process that ends at ${crashes} writes, or between two: no decision is lost, doubled, flipped or overtaken`, {
  timeout: trialsMs(crashes),
}, async () => {
  const wrong: Record<string, readonly number[]> = {};
  const points = new Map<string, number>();
  for (let seed = firstSeed; seed < firstSeed + crashes; seed += 1) {
    const { at, violations } = await crashOnce(seed);
    points.set(at ?? 'between', (points.get(at ?? 'between') ?? 0) + 1);
    for (const what of violations) wrong[what] = [...(wrong[what] ?? []), seed];
  }
  console.info(
    [...points]
      .toSorted()
      .map(([at, count]) => `${at}: ${count}`)
      .join(', '),
  );
  for (const [at, count] of points) leaveFigure({ name: `crash ${at}`, crashes: count });
  leaveFigure({ name: 'crashes in process', crashes, wrong: Object.values(wrong).flat().length });
  expect(wrong).toEqual({});
  for (const at of ['before appendDecision', 'after appendDecision', 'after appendProgress'])
    expect(points.get(at) ?? 0, at).toBeGreaterThan(0);
});

const alice = '+12125550101';
type App = Parameters<Verb['act']>[0];

/** A verdict: once told it stands, once and for good, and the gateway does what it says. */
function verdict(
  given: Parameters<App['give']>[0],
  before: Verb['prepare'],
  more: object = {},
  name: string = given,
): Verb {
  return {
    name,
    ...(before === undefined ? {} : { prepare: before }),
    act: (app) => app.give(given, alice, more),
    async wrong(next, told) {
      const made = next.ledger
        .decisionsOf(alice)
        .filter((one) => one.verdict === given && one.progress === 'confirmed');
      const sender = await next.sender(alice);
      const unsettled = sender?.decision && sender.decision.progress !== 'confirmed';
      const times = given === 'approve' && before !== undefined ? made.length - 1 : made.length;
      return [
        ...(told && times !== 1 ? [`it is there ${times} times`] : []),
        ...(times > 1 ? ['it was doubled'] : []),
        ...(unsettled ? ['it does not settle'] : []),
        ...(next.gateway.admits(alice) !== (sender?.state === 'approved') ? ['list and gateway differ'] : []),
        ...(next.gateway.isRunning() ? [] : ['the channel does not run']),
      ];
    },
  };
}

const approved = (app: App) => app.give('approve', alice);
const blocked = (app: App) => app.give('block', alice);

/** The switch: once told, it is so after the next start, too. */
const channel = (on: boolean): Verb => ({
  name: `channel ${on ? 'on' : 'off'}`,
  prepare: async (app) => {
    if (on) await app.keeper.commands.channel({ on: false });
  },
  act: (app) => app.keeper.commands.channel({ on }),
  async wrong(next, told) {
    const { state, persisted } = (await next.status()).channel;
    const isOn = next.gateway.isRunning();
    return [
      ...(told && isOn !== on ? ['it is not so'] : []),
      ...(persisted && state === (isOn ? 'on' : 'off') ? [] : [`it is ${state}, and runs: ${isOn}`]),
    ];
  },
});

const silence = (action: 'apply' | 'undo'): Verb => ({
  name: `silence ${action}`,
  facts: facts({
    direct: [ownerHandle],
    accounts: [{ directPolicy: 'pairing', paired: [alice] }],
    group: null,
  }),
  prepare: async (app) => {
    if (action === 'undo') await app.keeper.commands.silence({ action: 'apply' });
  },
  act: (app) => app.keeper.commands.silence({ action }),
  async wrong(next, told) {
    const { silence: now } = await next.status();
    const { canUndo } = await next.keeper.commands.silence({ action: 'show' });
    const wanted = action === 'apply' ? 'silent' : 'answering';
    return [
      ...(told && now.state !== wanted ? [`it is ${now.state}`] : []),
      ...(now.state === 'silent' && !canUndo ? ['it can’t be taken back'] : []),
      ...(next.gateway.admits(alice) ? [] : ['who was let in is out']),
      ...(next.gateway.isRunning() ? [] : ['the channel does not run']),
    ];
  },
});

const verbs: readonly Verb[] = [
  verdict('approve', undefined),
  verdict('approve', undefined, { for: '1h' }, 'approve for an hour'),
  verdict('ignore', undefined),
  verdict('block', undefined),
  verdict('block', approved, {}, 'block of somebody who is let in'),
  verdict('revoke', approved),
  verdict('undo', blocked),
  verdict('undo', approved, {}, 'undo of an approval'),
  channel(false),
  channel(true),
  silence('apply'),
  silence('undo'),
  {
    name: 'invite',
    act: (app) => app.keeper.commands.invite({ hours: 1 }),
    async wrong(next, told) {
      const { items } = await next.keeper.commands.invites({});
      return items.length > 1 || (told && items.length !== 1) ? [`there are ${items.length}`] : [];
    },
  },
  {
    name: 'set-settings',
    act: (app) => app.keeper.commands['set-settings']({ sound: false }),
    async wrong(next, told) {
      const { settings } = await next.keeper.commands.settings({});
      return told && settings.sound ? ['it is forgotten'] : [];
    },
  },
  {
    name: 'pause-notifications',
    act: (app) => app.keeper.commands['pause-notifications']({ for: 'until-resumed' }),
    async wrong(next, told) {
      const { settings } = await next.keeper.commands.settings({});
      return told && settings.pause !== 'until-resumed' ? ['it is forgotten'] : [];
    },
  },
];

describe('a process that ends before and right after each write of', () => {
  test.each(verbs)('$name: it is kept once it was told, and comes to rest', async (verb) => {
    const { writes, wrong } = await crashAtEachWrite(verb);
    expect(wrong).toEqual([]);
    expect(writes).toBeGreaterThan(0);
    leaveFigure({ name: 'crashes at each write of a verb', crashes: writes * 2, wrong: wrong.length });
  });
});
