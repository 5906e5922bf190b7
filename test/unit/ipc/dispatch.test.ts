import { describe, expect, test, vi } from 'vitest';
import { commandNames, commands } from '#contract/commands.schema.ts';
import type { CommandName } from '#contract/contract.ts';
import { PeepholeError } from '#core/errors.ts';
import { GatewayUnavailable } from '#core/ports/gateway.ts';
import { maxDecidedAtOnce } from '#core/surface/crowds.ts';
import { sentence } from '#core/words/sentence.ts';
import { dispatch } from '../../../src-main/ipc/dispatch.ts';
import { FakeAppApi } from '../../support/fake-app-api.ts';

/** For each command an input that is right, and one whose named field is wrong. */
const inputs: { readonly [C in CommandName]: { right: object; wrong: object; field: string } } = {
  status: { right: {}, wrong: { verbose: true }, field: 'verbose' },
  list: { right: { state: 'waiting' }, wrong: { state: 'everyone' }, field: 'state' },
  verdict: {
    right: { verdict: 'approve', handle: '+12125550101', source: 'cli' },
    wrong: { verdict: 'approve', handle: '', source: 'cli' },
    field: 'handle',
  },
  'crowd-verdict': {
    right: {
      verdict: 'ignore',
      crowd: 'c',
      members: [{ handle: '+12125550101', revision: 'r' }],
      source: 'cli',
    },
    wrong: {
      verdict: 'approve',
      crowd: 'c',
      members: [{ handle: '+12125550101', revision: 'r' }],
      source: 'cli',
    },
    field: 'verdict',
  },
  channel: { right: { on: true }, wrong: { on: 'yes' }, field: 'on' },
  'retry-removal': { right: {}, wrong: { now: true }, field: 'now' },
  'connect-anew': { right: {}, wrong: { now: true }, field: 'now' },
  silence: { right: { action: 'show' }, wrong: { action: 'show', waitMs: -1 }, field: 'waitMs' },
  leave: { right: { restore: true }, wrong: { keepApproved: 'all' }, field: 'keepApproved' },
  explain: { right: { handle: '+12125550101' }, wrong: {}, field: 'handle' },
  invite: { right: { hours: 24 }, wrong: { hours: 0 }, field: 'hours' },
  invites: { right: {}, wrong: { open: true }, field: 'open' },
  receipt: { right: {}, wrong: { handle: 5 }, field: 'handle' },
  exposure: { right: {}, wrong: { since: 0 }, field: 'since' },
  leaks: { right: { clear: 'l1' }, wrong: { clear: 'l'.repeat(65) }, field: 'clear' },
  history: { right: { limit: 5 }, wrong: { limit: 1.5 }, field: 'limit' },
  messages: {
    right: { handle: '+12125550101' },
    wrong: { handle: '+12125550101', limit: 201 },
    field: 'limit',
  },
  attention: { right: { awake: true }, wrong: { awake: 1 }, field: 'awake' },
  settings: { right: {}, wrong: { name: 'preview' }, field: 'name' },
  'set-settings': { right: { showCount: false }, wrong: { preview: 'some' }, field: 'preview' },
  'pause-notifications': { right: { for: '1h' }, wrong: { for: '2h' }, field: 'for' },
};

const never = () => {
  throw new Error('nothing unexpected may happen here');
};

test('of thousands of fields that there are not the first are named', async () => {
  const input = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`field-${n}`, 1]));
  const answer = await dispatch(new FakeAppApi(), 'status', input, never);
  expect(answer).toMatchObject({ ok: false, error: { code: 'usage' } });
  expect(JSON.stringify(answer).length).toBeLessThan(1_000);
});

test('a verdict on a crowd takes at most so many at once, each with what was painted, and lets nobody in', async () => {
  const member = { handle: '+12125550101', revision: 'r' };
  const given = { verdict: 'ignore', crowd: 'c', members: [member], source: 'cli' };
  const refused = [
    { ...given, members: [] },
    { ...given, members: Array.from({ length: maxDecidedAtOnce + 1 }, () => member) },
    { ...given, members: [{ handle: '+12125550101' }] },
    { ...given, verdict: 'approve' },
    { ...given, verdict: 'undo' },
    { ...given, source: 'clock' },
  ];
  for (const input of refused) {
    const api = new FakeAppApi();
    expect(await dispatch(api, 'crowd-verdict', input, never)).toMatchObject({ error: { code: 'usage' } });
    expect(api.calls).toEqual([]);
  }
  const many = Array.from({ length: maxDecidedAtOnce }, () => member);
  expect(await dispatch(new FakeAppApi(), 'crowd-verdict', { ...given, members: many }, never)).toMatchObject(
    { ok: true },
  );
});

describe('every command of the contract', () => {
  test.each(commandNames)('%s is handled with a right input', async (name) => {
    const api = new FakeAppApi();
    const answer = await dispatch(api, name, inputs[name].right, never);
    expect(answer).toMatchObject({ ok: true });
    expect(api.calls).toEqual([{ name, input: inputs[name].right }]);
  });

  test.each(commandNames)('%s refuses a wrong input, names the field, and nothing runs', async (name) => {
    const api = new FakeAppApi();
    const answer = await dispatch(api, name, inputs[name].wrong, never);
    expect(answer).toMatchObject({ ok: false, error: { code: 'usage' } });
    expect(answer.ok ? '' : answer.error.message).toContain(inputs[name].field);
    expect(api.calls).toEqual([]);
  });

  test.each(commandNames)('%s refuses what is no object', async (name) => {
    const api = new FakeAppApi();
    for (const input of ['text', 5, [], [inputs[name].right]]) {
      expect(await dispatch(api, name, input, never)).toMatchObject({ ok: false, error: { code: 'usage' } });
    }
    expect(api.calls).toEqual([]);
  });
});

describe('nothing else is reachable', () => {
  test.each([
    'toString',
    'constructor',
    '__proto__',
    'hasOwnProperty',
    'Status',
    'status ',
    '',
    'subscribe',
    null,
    7,
    { name: 'status' },
  ])('%j', async (name) => {
    const api = new FakeAppApi();
    expect(await dispatch(api, name, {}, never)).toMatchObject({ ok: false, error: { code: 'usage' } });
    expect(api.calls).toEqual([]);
  });

  test('the app is asked for exactly the commands of the contract', () => {
    expect(Object.keys(new FakeAppApi().commands).toSorted()).toEqual(Object.keys(commands).toSorted());
  });

  test('a wrong value is never repeated in the sentence', async () => {
    const secret = 'a-secret-somebody-pasted';
    const answers = await Promise.all([
      dispatch(new FakeAppApi(), 'verdict', { verdict: secret, handle: '+1', source: 'cli' }, never),
      dispatch(new FakeAppApi(), 'list', { state: secret }, never),
      dispatch(new FakeAppApi(), 'channel', { on: secret }, never),
    ]);
    expect(JSON.stringify(answers)).not.toContain(secret);
  });
});

const thatIsYou = sentence('said.foreign', { text: 'That is you.' });

describe('what a command throws', () => {
  test('an error for the owner is answered as it is', async () => {
    const api = new FakeAppApi();
    api.answers.verdict = async () => {
      throw new PeepholeError('is-owner', thatIsYou);
    };
    expect(await dispatch(api, 'verdict', inputs.verdict.right, never)).toEqual({
      ok: false,
      error: { code: 'is-owner', message: 'That is you.', sentence: thatIsYou },
    });
  });

  test('a gateway that did not answer is said as such', async () => {
    const api = new FakeAppApi();
    api.answers.channel = async () => {
      throw new GatewayUnavailable(sentence('gateway.late'));
    };
    expect(await dispatch(api, 'channel', { on: false }, never)).toMatchObject({
      ok: false,
      error: { code: 'gateway-refused', message: 'OpenClaw did not answer in time.' },
    });
  });

  test.each(['thrown', 'rejected'])(
    'an unexpected error, %s, is logged and told as internal only',
    async (how) => {
      const api = new FakeAppApi();
      const defect = new TypeError('at "meet me at noon"');
      api.answers.status =
        how === 'thrown'
          ? () => {
              throw defect;
            }
          : () => Promise.reject(defect);
      const log = vi.fn();
      const answer = await dispatch(api, 'status', {}, log);
      expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
      expect(JSON.stringify(answer)).not.toContain('noon');
      expect(log).toHaveBeenCalledExactlyOnceWith(defect);
    },
  );
});
