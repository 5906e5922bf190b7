import { describe, expect, test } from 'vitest';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { channelTrouble } from '#core/reconcile/channel-trouble.ts';
import { channelView } from '#core/reconcile/channel-view.ts';
import { judgeSilence } from '#core/silence/silence.ts';
import { english } from '#core/words/english.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { checkClaims } from '../../../../src-main/cli/doctor/claim-checks.ts';
import { facts } from '../../../support/facts.ts';

const calm = { stopped: [], held: null, groupIsOurs: true };

function checks(read: AccessFacts | null, unread: Sentence | null = null) {
  const channel = channelView(read, null, calm);
  const found = checkClaims({
    silence: judgeSilence(read, true),
    channel: { ...channel, detail: channelTrouble(channel, read, unread) },
    gateway: { state: 'connected', version: '2026.9.6', url: '', detail: null, notes: [] },
  });
  return found.map(({ id, ok, fix }) => [id, ok, fix && english(fix)]);
}

describe('doctor beside status', () => {
  test('a silent gateway that receives is in order', () => {
    const silent = facts({ direct: ['accessGroup:peephole'], group: [], groups: { peephole: [] } });
    expect(checks(silent)).toEqual([
      ['channel', true, null],
      ['silence', true, null],
    ]);
  });

  test('nothing is in order while the lists can’t be read, and the reason is the reading’s', () => {
    const why = sentence('gateway.config-invalid-because', { reason: 'agents: bad' });
    const [channel, silence] = checks(null, why);
    expect([channel?.[1], silence?.[1]]).toEqual([false, false]);
    expect(channel?.[2]).toContain('agents: bad');
    expect(silence?.[2]).toContain('agents: bad');
  });

  test.each([
    ['strangers get codes', { accounts: [{ directPolicy: 'pairing' as const }] }],
    ['another Mac’s Messages', { accounts: [{ messages: { kind: 'another-mac' as const, host: 'mini' } }] }],
    ['not applied', { applied: false }],
  ])('what status warns of is no order: %s', (_, input) => {
    const read = facts({ direct: [], group: [], ...input });
    expect(checks(read).find(([id]) => id === 'silence')?.[1]).toBe(false);
  });

  test('a channel that fails says why', () => {
    const read = facts({
      direct: [],
      group: [],
      accounts: [{ running: false, lastError: 'spawn imsg ENOENT' }],
    });
    expect(checks(read)[0]).toEqual(['channel', false, expect.stringContaining('spawn imsg ENOENT')]);
  });

  test('of a gateway that is not connected nothing is claimed', () => {
    const silence = judgeSilence(null, true);
    const channel = { ...channelView(null, null, calm), detail: null };
    const gateway = { state: 'unreachable', version: null, url: '', detail: null, notes: [] } as const;
    expect(checkClaims({ silence, channel, gateway })).toEqual([]);
  });
});
