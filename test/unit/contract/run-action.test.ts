import { describe, expect, test } from 'vitest';
import type { Answer } from '#contract/envelope.ts';
import { refusal } from '#contract/envelope.ts';
import { type ActionHost, runAction, verdictInput } from '#contract/run-action.ts';
import type { SurfaceAction, VerdictAction } from '#core/surface/menu-items.ts';
import type { LinkOutcome } from '#core/surface/window-target.ts';
import { sentence } from '#core/words/sentence.ts';
import { fakeSender, stateOf } from '../../support/views.ts';

const known = fakeSender({ handle: '+12125550101', state: 'approved', via: 'peephole' });

interface Answers {
  readonly answer?: Answer;
  readonly stands?: boolean;
  readonly opens?: LinkOutcome;
}

/** What a host was made to do, in order. */
async function doneBy(
  action: SurfaceAction,
  { answer, stands = true, opens = 'opened' }: Answers = {},
): Promise<unknown[]> {
  const done: unknown[] = [];
  const host: ActionHost = {
    state: () => stateOf([known]),
    async ask(command, input) {
      done.push({ ask: command, input });
      return (answer ?? { ok: true, value: {} }) as never;
    },
    async give({ verdict, handle }, source) {
      done.push({ give: verdict, handle, source });
      return stands;
    },
    async open(link) {
      done.push({ open: link });
      return opens;
    },
    show: (target) => done.push({ show: target }),
    say: ({ key }) => done.push({ say: key }),
    quit: () => done.push('quit'),
  };
  await runAction(action, 'menu', host);
  return done;
}

const block: VerdictAction = { kind: 'verdict', verdict: 'block', handle: known.handle };

describe('an action', () => {
  test.each<[SurfaceAction, unknown]>([
    [{ kind: 'show', target: { page: 'history' } }, { show: { page: 'history' } }],
    [
      { kind: 'channel', on: false },
      { ask: 'channel', input: { on: false } },
    ],
    [{ kind: 'retry-removal' }, { ask: 'retry-removal', input: {} }],
    [{ kind: 'connect-anew' }, { ask: 'connect-anew', input: {} }],
    [
      { kind: 'pause', for: '1h' },
      { ask: 'pause-notifications', input: { for: '1h' } },
    ],
    [{ kind: 'open', link: 'releases' }, { open: 'releases' }],
    [{ kind: 'quit' }, 'quit'],
    [block, { give: 'block', handle: known.handle, source: 'menu' }],
  ])('%j is carried out, and nothing more is done', async (action, done) => {
    expect(await doneBy(action)).toEqual([done]);
  });

  test.each<SurfaceAction>([
    { kind: 'channel', on: true },
    { kind: 'retry-removal' },
    { kind: 'pause', for: 'resume' },
  ])('whose command is refused is followed by why: %j', async (action) => {
    const answer = refusal('not-running', sentence('said.connection-lost'));
    expect((await doneBy(action, { answer })).at(-1)).toEqual({ say: 'said.connection-lost' });
  });

  test.each(['no-address', 'failed', 'not-here'] as const)(
    'that opens nothing says why: %s',
    async (opens) => {
      expect(await doneBy({ kind: 'open', link: 'releases' }, { opens })).toEqual([
        { open: 'releases' },
        { say: `link.${opens}` },
      ]);
    },
  );

  test('whose verdict does not stand shows the sender where they are', async () => {
    expect(await doneBy(block, { stands: false })).toEqual([
      { give: 'block', handle: known.handle, source: 'menu' },
      { show: { page: 'people', handle: known.handle } },
    ]);
    const unknown = { ...block, handle: '+12125550199' };
    expect((await doneBy(unknown, { stands: false })).at(-1)).toEqual({
      show: { page: 'waiting', handle: '+12125550199' },
    });
  });
});

test('a verdict goes out with what was painted, where it was; without, whatever changed since', () => {
  expect(verdictInput({ ...block, verdict: 'approve', revision: 'r1', for: '24h' }, 'window')).toEqual({
    verdict: 'approve',
    handle: known.handle,
    source: 'window',
    revision: 'r1',
    for: '24h',
  });
  expect(verdictInput(block, 'notification')).toEqual({
    verdict: 'block',
    handle: known.handle,
    source: 'notification',
  });
});
