import { describe, expect, test } from 'vitest';
import { decisionErrorSchema } from '#core/decision/decision-error.schema.ts';
import {
  type DecisionError,
  isSameProblem,
  type ProblemCode,
  problem,
  problemSentence,
} from '#core/decision/decision-error.ts';
import { decisionJson } from '../../../../src-main/cli/json/decision-json.ts';

const setting = 'channels.imessage.allowFrom';
const message = 'config.patch: invalid config.';

/** Every problem, and what the command line has always printed of it. */
const every: { readonly [C in ProblemCode]: readonly [DecisionError<C>, string] } = {
  'gateway-away': [problem('gateway-away'), 'waiting: Will be applied when the gateway is back.'],
  'undecided-members': [
    problem('undecided-members'),
    'waiting: The access group "peephole" holds people this Peephole has not approved. Keep (approve) or drop (revoke) them first.',
  ],
  'pairing-unread': [
    problem('pairing-unread'),
    'waiting: OpenClaw’s pairing store could not be read, so nobody can tell yet.',
  ],
  deferred: [problem('deferred'), 'deferred: Saved; takes effect when the current reply is finished.'],
  'group-name-taken': [
    problem('group-name-taken'),
    'group-name-taken: OpenClaw’s access group "peephole" is not one of ours. Rename it in OpenClaw’s config, then approve again.',
  ],
  'no-channel': [
    problem('no-channel'),
    'not-admitted: OpenClaw has no iMessage channel set up. Add it to OpenClaw first.',
  ],
  'gateway-unusable': [
    { code: 'gateway-unusable', params: { message } },
    `waiting: ${message} Nothing was changed at OpenClaw.`,
  ],
  'chat-as-group': [
    { code: 'chat-as-group', params: { setting: 'channels.imessage.groups["7"]' } },
    'not-admitted: OpenClaw treats a chat of theirs with you as a group, because channels.imessage.groups["7"] names it, so the approval does not count there. Take that entry out of OpenClaw’s config, or let them in for groups as well.',
  ],
  'chats-unread': [
    problem('chats-unread'),
    'waiting: OpenClaw’s setting “groups” names chats, and whether one of theirs is among them can’t be told.',
  ],
  'no-account-here': [
    problem('no-account-here'),
    'not-admitted: None of OpenClaw’s iMessage accounts receives on the Messages of this Mac, so nobody who writes here can be let in. Check dbPath, remoteHost and enabled of its accounts.',
  ],
  'not-receiving': [
    problem('not-receiving'),
    'waiting: OpenClaw’s iMessage runs and does not receive yet. They are let in when it does.',
  ],
  'not-running': [
    problem('not-running'),
    'waiting: OpenClaw’s iMessage is not running. They are let in when it runs.',
  ],
  'gateway-unable': [
    { code: 'gateway-unable', params: { message } },
    `waiting: OpenClaw could not do it yet and is asked again. ${message}`,
  ],
  'not-loaded': [
    problem('not-loaded'),
    'waiting: OpenClaw’s iMessage is not running: its plugin is not loaded. In a terminal: openclaw plugins install @openclaw/imessage. Then restart OpenClaw.',
  ],
  'no-account': [
    problem('no-account'),
    'not-admitted: OpenClaw has no iMessage account. Add one to OpenClaw first.',
  ],
  'direct-messages-off': [
    problem('direct-messages-off'),
    'not-admitted: Direct messages are switched off by dmPolicy "disabled". Set it to "allowlist", then approve again.',
  ],
  'kept-out': [
    { code: 'kept-out', params: { setting } },
    'not-admitted: The gateway still keeps them out: see channels.imessage.allowFrom.',
  ],
  'still-listed': [
    { code: 'still-listed', params: { setting } },
    'still-admitted: They are still listed in channels.imessage.allowFrom.',
  ],
  'still-in-group': [
    { code: 'still-in-group', params: { group: 'friends' } },
    'still-admitted: They are a member of the access group "friends".',
  ],
  'still-paired': [
    problem('still-paired'),
    'still-admitted: They are approved in OpenClaw’s pairing store, which counts under dmPolicy "pairing".',
  ],
  'still-everyone': [
    { code: 'still-everyone', params: { setting } },
    'still-admitted: They are let in with everyone by channels.imessage.allowFrom.',
  ],
  'still-let-in': [
    { code: 'still-let-in', params: { setting } },
    'still-admitted: They are let in by channels.imessage.allowFrom.',
  ],
  'still-in-groups': [
    { code: 'still-in-groups', params: { setting } },
    'still-admitted: Not let in for direct messages, but in groups with you they may still reach your assistant, by channels.imessage.allowFrom.',
  ],
  'gateway-refused': [
    { code: 'gateway-refused', params: { message } },
    'gateway-refused: config.patch: invalid config.',
  ],
  'removal-held': [
    { code: 'removal-held', params: { message } },
    'gateway-refused: config.patch: invalid config. The channel stays stopped until this is solved.',
  ],
  told: [
    { code: 'told', params: { publicCode: 'still-admitted', text: 'They are on the list: see there.' } },
    'still-admitted: They are on the list: see there.',
  ],
};
const table = Object.values(every);

function printed(error: DecisionError | null): unknown {
  return decisionJson({
    id: 'd1',
    handle: '+12125550101',
    verdict: 'approve',
    until: null,
    progress: 'queued',
    error,
  });
}

describe('why a decision waits or failed', () => {
  test.each(table)('%j is printed with --json as it always was', (error, text) => {
    expect(printed(error)).toEqual({
      id: 'd1',
      handle: '+12125550101',
      verdict: 'approve',
      until: null,
      progress: 'queued',
      error: text,
    });
  });

  test('nothing is printed as null', () => {
    expect(printed(null)).toMatchObject({ error: null });
  });

  test.each(table)('%j comes back from the ledger as it is', (error) => {
    expect(decisionErrorSchema.parse(JSON.parse(JSON.stringify(error)))).toEqual(error);
  });

  test.each(table)('what an older Peephole wrote of %j is kept to the letter', (_error, text) => {
    const read = decisionErrorSchema.parse(text);
    expect(read.code).toBe('told');
    expect(printed(read)).toMatchObject({ error: text });
  });

  test.each([
    ['a text without a code', 'Refused.', 'Refused.'],
    ['a code of another version', { code: 'from-tomorrow', params: { count: 3 } }, 'from-tomorrow'],
    ['params that are not this code’s', { code: 'kept-out', params: {} }, 'kept-out'],
  ])('%s is shown as it is', (_name, stored, text) => {
    expect(printed(decisionErrorSchema.parse(stored))).toMatchObject({ error: text });
  });

  test('two are the same when code and params are', () => {
    const errors = [null, ...table.map(([error]) => error)];
    errors.forEach((one, row) => {
      errors.forEach((other, column) => {
        expect(isSameProblem(one, structuredClone(other))).toBe(row === column);
      });
    });
    expect(
      isSameProblem(
        { code: 'kept-out', params: { setting } },
        { code: 'kept-out', params: { setting: 'another' } },
      ),
    ).toBe(false);
  });

  test('no two problems are said in the same words', () => {
    expect(new Set(table.map(([error]) => JSON.stringify(problemSentence(error)))).size).toBe(table.length);
  });
});
