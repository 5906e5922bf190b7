import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecisionError } from '#core/decision/decision-error.ts';
import type { Notice } from '#core/surface/notice.ts';
import { type Banner, bannerModel, standingKnock } from '#core/surface/notification-model.ts';
import { Words } from '#core/words/words.ts';
import { fakeDecision, fakeSender } from '../../../support/views.ts';

const words = new Words({ locale: 'en', timeZone: 'UTC' });

const knock: Extract<Notice, { kind: 'knock' }> = {
  kind: 'knock',
  id: 'knock-1',
  handle: '+12125550101',
  display: '+1 212 555 0101',
  service: 'iMessage',
  revision: 'painted',
  preview: 'Hello there',
  oneClick: true,
  bringsInvite: false,
};

function banner(notice: Notice, silent = true): Banner {
  const model = bannerModel(notice, silent, words);
  if (model.type !== 'show') throw new Error('nothing to show');
  return model.banner;
}

const progress = (
  verdict: 'approve' | 'ignore' | 'block',
  reached: 'queued' | 'saved' | 'confirmed' | 'failed',
  error: DecisionError | null = null,
): Banner =>
  banner({ kind: 'progress', id: 'p', display: '+1 212 555 0101', verdict, progress: reached, error });

describe('a knock', () => {
  test('has a title of ours, the handle below it, and what they wrote', () => {
    expect(banner(knock)).toMatchObject({
      title: 'New sender on iMessage',
      subtitle: '+1 212 555 0101',
      body: 'Hello there',
      silent: false,
    });
    expect(banner({ ...knock, service: 'SMS' }).title).toBe('New sender on SMS');
  });

  test('never lets their words into the title, or change the buttons', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (preview, bringsInvite) => {
        const shown = banner({ ...knock, preview, bringsInvite });
        expect(shown.title).toBe('New sender on iMessage');
        expect(shown.buttons.map(({ label }) => label)).toEqual(['Approve', 'Ignore', 'Block']);
      }),
    );
  });

  test('shows nothing they wrote when the owner hides it', () => {
    expect(banner({ ...knock, preview: null }).body).toBe('Open Peephole to see what they wrote.');
  });

  test('says that it brings an invite code', () => {
    expect(banner({ ...knock, bringsInvite: true }).body).toBe('Brings your invite code. Hello there');
    expect(banner({ ...knock, bringsInvite: true, preview: null }).body).toBe('Brings your invite code.');
  });

  test('approves at once what is clean, with the revision that was shown', () => {
    const [approve] = banner(knock).buttons;
    expect(approve?.action).toEqual({
      kind: 'verdict',
      verdict: 'approve',
      handle: '+12125550101',
      revision: 'painted',
    });
  });

  test('opens the window instead where one click is not enough', () => {
    const [approve, ignore, block] = banner({ ...knock, oneClick: false }).buttons;
    expect(approve?.action).toEqual({ kind: 'show', target: { page: 'waiting', handle: '+12125550101' } });
    // Keeping out always acts at once.
    expect(ignore?.action).toMatchObject({ kind: 'verdict', verdict: 'ignore' });
    expect(block?.action).toMatchObject({ kind: 'verdict', verdict: 'block' });
  });

  test('has the same three buttons in the same order, of which those that keep out hold whatever changed', () => {
    const verdict = { kind: 'verdict', handle: '+12125550101' } as const;
    expect(banner(knock)).toEqual({
      id: 'knock-1',
      title: 'New sender on iMessage',
      subtitle: '+1 212 555 0101',
      body: 'Hello there',
      silent: false,
      buttons: [
        { id: 'approve', label: 'Approve', action: { ...verdict, verdict: 'approve', revision: 'painted' } },
        { id: 'ignore', label: 'Ignore', action: { ...verdict, verdict: 'ignore' } },
        { id: 'block', label: 'Block', action: { ...verdict, verdict: 'block' } },
      ],
      click: { kind: 'show', target: { page: 'waiting', handle: '+12125550101' } },
    });
  });

  test('opens that sender on a click', () => {
    expect(banner(knock).click).toEqual({
      kind: 'show',
      target: { page: 'waiting', handle: '+12125550101' },
    });
  });
});

describe('a knock that an earlier run told of', () => {
  const stranger = fakeSender({ handle: '+12125550101', display: '+1 212 555 0101' });

  test('is told of again without what they wrote', () => {
    expect(standingKnock(stranger)).toEqual({
      kind: 'knock',
      id: '',
      handle: '+12125550101',
      display: '+1 212 555 0101',
      service: 'iMessage',
      revision: stranger.revision,
      preview: null,
      oneClick: true,
      bringsInvite: false,
    });
    expect(standingKnock({ ...stranger, bringsInvite: true })?.bringsInvite).toBe(true);
  });

  test.each([
    [{ approvable: true, warnings: [] }, true],
    [{ approvable: false, warnings: [] }, false],
    [{ approvable: true, warnings: ['look-alike'] }, false],
    [{ approvable: false, warnings: ['look-alike'] }, false],
  ] as const)('is approved in one click only of whom nothing has to be looked at: %j', (given, oneClick) => {
    expect(standingKnock({ ...stranger, ...given })?.oneClick).toBe(oneClick);
  });

  test.each([
    ['waiting', true],
    ['known', true],
    ['approved', false],
    ['ignored', false],
    ['blocked', false],
    ['automated', false],
  ] as const)('stands while they are %s: %s', (shelf, stands) => {
    expect(standingKnock({ ...stranger, shelf }) !== null).toBe(stands);
  });

  test.each([
    ['queued', false],
    ['saved', false],
    ['confirmed', true],
    ['failed', true],
  ] as const)('stands when an undo is %s: %s', (progress, stands) => {
    const decision = fakeDecision({ handle: '+12125550101', verdict: 'undo', progress });
    expect(standingKnock({ ...stranger, decision }) !== null).toBe(stands);
  });

  test('is none of somebody who is no longer there', () => {
    expect(standingKnock(undefined)).toBeNull();
  });
});

describe('what became of a verdict', () => {
  test('says no more than was confirmed', () => {
    expect(progress('approve', 'queued')).toMatchObject({ title: 'Approving +1 212 555 0101…', body: '' });
    expect(progress('approve', 'saved')).toMatchObject({
      title: 'Approving +1 212 555 0101…',
      body: 'Saved. Takes effect when the current reply is finished.',
    });
    expect(progress('approve', 'confirmed')).toMatchObject({
      title: 'Approved +1 212 555 0101',
      body: 'They will have to write again.',
    });
    expect(progress('block', 'saved').title).toBe('Blocking +1 212 555 0101…');
    expect(progress('block', 'confirmed').title).toBe('Blocked +1 212 555 0101');
  });

  test('says why it failed, without the code in front', () => {
    const failed = progress('approve', 'failed', {
      code: 'gateway-refused',
      params: { message: 'The gateway said no.' },
    });
    expect(failed).toMatchObject({
      title: 'Could not approve +1 212 555 0101',
      body: 'The gateway said no.',
    });
    expect(progress('approve', 'failed').body).toBe('Nothing was lost. Open Peephole to see why.');
  });

  test.each([
    ['approve', 'queued', 'Approving +1 212 555 0101…', '', 'people'],
    [
      'approve',
      'failed',
      'Could not approve +1 212 555 0101',
      'Nothing was lost. Open Peephole to see why.',
      'people',
    ],
    ['ignore', 'queued', 'Ignored +1 212 555 0101', '', 'refused'],
    ['ignore', 'confirmed', 'Ignored +1 212 555 0101', '', 'refused'],
    [
      'ignore',
      'failed',
      'Could not ignore +1 212 555 0101',
      'Nothing was lost. Open Peephole to see why.',
      'refused',
    ],
    ['block', 'queued', 'Blocking +1 212 555 0101…', '', 'refused'],
    ['block', 'saved', 'Blocking +1 212 555 0101…', '', 'refused'],
    [
      'block',
      'confirmed',
      'Blocked +1 212 555 0101',
      'Messages itself still receives what they write.',
      'refused',
    ],
    [
      'block',
      'failed',
      'Could not block +1 212 555 0101',
      'Nothing was lost. Open Peephole to see why.',
      'refused',
    ],
  ] as const)('%s that is %s', (verdict, reached, title, body, page) => {
    expect(progress(verdict, reached)).toEqual({
      id: 'p',
      title,
      subtitle: '',
      body,
      silent: true,
      buttons: [],
      click: { kind: 'show', target: { page } },
    });
  });

  test('is silent and has no buttons', () => {
    for (const reached of ['queued', 'saved', 'confirmed', 'failed'] as const) {
      expect(progress('ignore', reached)).toMatchObject({ silent: true, buttons: [] });
    }
  });
});

describe('the others', () => {
  test('a summary says of a crowd how many, and names nobody of it', () => {
    const summary: Notice = { kind: 'summary', id: 's', senders: 38, named: [], crowd: 38 };
    expect(banner(summary)).toMatchObject({ title: '38 new addresses, the same text', subtitle: '' });
    expect(banner({ ...summary, senders: 39, named: ['+1 212 555 0101'] })).toMatchObject({
      title: '39 new senders',
      subtitle: '+1 212 555 0101 · 38 new addresses, the same text',
    });
  });

  test('a summary claims silence only where it is known', () => {
    const summary: Notice = { kind: 'summary', id: 's', senders: 3 };
    expect(banner(summary)).toMatchObject({
      title: '3 new senders',
      body: 'They got nothing. Click to see who they are.',
    });
    expect(banner(summary, false).body).toBe('Click to see who they are.');
  });

  test('a summary names the best of them, and a crowd only where others are there, too', () => {
    const named = ['+1 212 555 0101', '+1 212 555 0102'];
    const subtitle = (more: Partial<Extract<Notice, { kind: 'summary' }>>): string =>
      banner({ kind: 'summary', id: 's', senders: 40, ...more }).subtitle;
    expect(subtitle({})).toBe('');
    expect(subtitle({ named })).toBe('+1 212 555 0101, +1 212 555 0102');
    expect(subtitle({ named, crowd: 38 })).toBe(
      '+1 212 555 0101, +1 212 555 0102 · 38 new addresses, the same text',
    );
    expect(subtitle({ crowd: 38 })).toBe('38 new addresses, the same text');
    expect(subtitle({ named, crowd: 40 })).toBe('+1 212 555 0101, +1 212 555 0102');
  });

  test('a summary sounds, and opens the list of those who wait', () => {
    expect(banner({ kind: 'summary', id: 's', senders: 3 })).toEqual({
      id: 's',
      title: '3 new senders',
      subtitle: '',
      body: 'They got nothing. Click to see who they are.',
      silent: false,
      buttons: [],
      click: { kind: 'show', target: { page: 'waiting' } },
    });
  });

  test.each([
    [undefined, false],
    [true, false],
    [false, true],
  ])('an alarm is silent only when the hour’s sounds are used up: %s', (sound, silent) => {
    const heard = sound === undefined ? {} : { sound };
    expect(banner({ kind: 'leak', id: 'l', leakId: 'x', display: '+1 212 555 0101', ...heard })).toEqual({
      id: 'l',
      title: 'Something was sent to a stranger',
      subtitle: '+1 212 555 0101',
      body: 'Click to see what was sent and to stop the channel.',
      silent,
      buttons: [],
      click: { kind: 'show', target: { page: 'silence' } },
    });
    expect(banner({ kind: 'finding', id: 'f', finding: 'dm-policy-pairing', ...heard })).toEqual({
      id: 'f',
      title: 'Strangers may be answered',
      subtitle: '',
      body: 'Strangers get a pairing code that tells them there is an assistant here.',
      silent,
      buttons: [],
      click: { kind: 'show', target: { page: 'silence' } },
    });
  });

  test('a leak and a finding open the Silence page and decide nothing', () => {
    for (const shown of [
      banner({ kind: 'leak', id: 'l', leakId: 'x', display: '+1 212 555 0101' }),
      banner({ kind: 'finding', id: 'f', finding: 'dm-policy-pairing' }),
    ]) {
      expect(shown).toMatchObject({ buttons: [], click: { kind: 'show', target: { page: 'silence' } } });
    }
  });

  test('a withdrawn banner is taken away', () => {
    expect(bannerModel({ kind: 'withdraw', id: 'knock-1' }, true, words)).toEqual({
      type: 'withdraw',
      id: 'knock-1',
    });
  });
});
