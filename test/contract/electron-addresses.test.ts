import { expect, test } from 'vitest';
import { eventSentence } from '#core/log/event-catalogue.ts';
import { displayHandle } from '#core/message/display.ts';
import { readHandle } from '#core/message/handle.ts';
import type { MenuItem } from '#core/surface/menu-items.ts';
import { menuModel } from '#core/surface/menu-model.ts';
import { bannerModel, standingKnock } from '#core/surface/notification-model.ts';
import { Words } from '#core/words/words.ts';
import { menuTemplate } from '../../src-main/surfaces/electron/menu-template.ts';
import { FakeMenu, paintedLabel } from '../fakes/electron/index.ts';
import { addressSigns, addressCount as count, madeAddresses } from '../support/made-addresses.ts';
import { fakeSender, stateOf } from '../support/views.ts';

const perMenu = 5;
const words = new Words({ locale: 'en', timeZone: 'UTC', hourCycle: 'h23' });
/** What is read: spaces between groups of digits, and signs that are painted as nothing, apart. */
const read = (text: string): string => text.replaceAll('\u2060', '').replaceAll(/[\u2066-\u2069]/g, '');

test('every approvable address reads the same in menu, banner and log, on every line that has it', () => {
  const all = madeAddresses();
  expect(new Set(all).size).toBe(count);
  for (const sign of addressSigns)
    expect(all.filter((address) => address.includes(sign)).length).toBeGreaterThan(500);
  let lines = 0;
  for (let at = 0; at < all.length; at += perMenu) {
    const senders = all.slice(at, at + perMenu).map((handle) => {
      expect(readHandle(handle)).toMatchObject({ approvable: true, handle });
      return fakeSender({ handle, display: displayHandle(readHandle(handle)) });
    });
    const [last] = senders;
    const state = {
      ...stateOf(senders),
      lastVerdict: {
        handle: last?.handle ?? '',
        verdict: 'approve',
        at: '2026-11-24T12:00:00.000Z',
        until: null,
      },
    } as const;
    const items: readonly MenuItem[] = menuModel({ state, nowMs: Date.parse('2026-11-24T13:00:00Z'), words });
    const menu = FakeMenu.buildFromTemplate(menuTemplate(items, () => {})) as unknown as FakeMenu;
    const undo = menu.painted('undo') ?? '';
    expect(read(undo)).toContain(` ${last?.display}`);
    for (const sender of senders) {
      const { handle, display, id } = sender;
      // Grouped for reading, and otherwise the very address that is let in.
      expect(display.replaceAll(' ', '')).toBe(handle);
      expect(read(menu.painted(`sender-${id}`) ?? '')).toBe(display);
      // VoiceOver's name does not go through Electron's rule.
      expect(menu.find(`sender-${id}`)?.accessibilityLabel).toContain(display);
      const knock = standingKnock(sender);
      if (knock === null) throw new Error('nobody waits');
      const banner = bannerModel(knock, true, words);
      expect(banner).toMatchObject({ banner: { subtitle: display } });
      const told = bannerModel(
        { kind: 'progress', id: 'x', display, verdict: 'approve', progress: 'confirmed', error: null },
        true,
        words,
      );
      expect(told.type === 'show' && read(told.banner.title)).toContain(display);
      const logged = [
        { kind: 'look-alike', data: { resembles: display } },
        { kind: 'leak', data: { kind: 'pairing-code', place: 'direct', display } },
      ] as const;
      for (const { kind, data } of logged) {
        const event = { seq: 1, atMs: 0, handle, kind, data } as unknown as Parameters<
          typeof eventSentence
        >[0];
        expect(read(words.sentence(eventSentence(event)))).toContain(display);
      }
      lines += 6;
    }
  }
  expect(lines).toBe(6 * count);
});

test('what is painted is decided by Electron’s rule, which would take signs away', () => {
  expect(madeAddresses().filter((address) => paintedLabel(address) !== address).length).toBeGreaterThan(
    1_000,
  );
});
