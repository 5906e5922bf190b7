import { expect, test } from 'vitest';
import { linkKeys, pages, targetOf } from '#core/surface/window-target.ts';
import { fakeSender, stateOf } from '../../../support/views.ts';

const handle = '+12125550101';

test.each([
  ['waiting', 'person', 'waiting'],
  ['waiting', 'known', 'waiting'],
  ['waiting', 'automated', 'automated'],
  ['approved', 'person', 'people'],
  ['ignored', 'person', 'refused'],
  ['blocked', 'person', 'refused'],
] as const)('somebody %s (%s) is shown on the page %s', (state, group, page) => {
  const { senders } = stateOf([fakeSender({ handle, state, group })]);
  expect(targetOf(senders, handle)).toEqual({ page, handle });
});

test('somebody unknown is looked for among those who wait', () => {
  expect(targetOf(stateOf([]).senders, handle)).toEqual({ page: 'waiting', handle });
  expect(targetOf(undefined, handle)).toEqual({ page: 'waiting', handle });
});

test('the window opens these pages, and these places outside, and no other', () => {
  expect(pages).toEqual(['waiting', 'people', 'refused', 'automated', 'silence', 'history', 'settings']);
  expect(linkKeys).toEqual([
    'full-disk-access',
    'notification-settings',
    'menu-bar-settings',
    'login-items',
    'messages-settings',
    'releases',
  ]);
});
