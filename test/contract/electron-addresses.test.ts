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
import { fakeSender, stateOf } from '../support/views.ts';

const count = 10_000;
const perMenu = 5;
const words = new Words({ locale: 'en', timeZone: 'UTC', hourCycle: 'h23' });
/** Every sign that an approvable address may have before its `@` (core/message/handle.ts), and a few letters. */
const signs = "!#%&'+/=?^_|~-";
const letters = 'amz09';

/** Signs alone, doubled, in threes, at both ends and next to dots; then whatever else comes. */
function addresses(): readonly string[] {
  const found = new Set<string>();
  const add = (local: string): void => void found.add(`${local}@example.com`);
  for (const one of signs)
    for (const two of signs)
      for (const three of [...signs, ''])
        for (const shape of [`${one}${two}${three}`, `m${one}${two}${three}x`, `${one}.${two}${three}m`])
          add(shape);
  let state = 7;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  while (found.size < count - 500) {
    const length = 1 + next(12);
    const from = signs + letters;
    add(Array.from({ length }, () => from.charAt(next(from.length))).join(''));
  }
  const all = [...found].slice(0, count - 500);
  for (let number = 0; number < 500; number += 1) all.push(`+1212555${String(number).padStart(4, '0')}`);
  return all;
}

/** What is read: spaces between groups of digits, and signs that are painted as nothing, apart. */
const read = (text: string): string => text.replaceAll('\u2060', '').replaceAll(/[\u2066-\u2069]/g, '');

test('every approvable address reads the same in menu, banner and log, on every line that has it', () => {
  const all = addresses();
  expect(new Set(all).size).toBe(count);
  for (const sign of signs)
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
  expect(addresses().filter((address) => paintedLabel(address) !== address).length).toBeGreaterThan(1_000);
});
