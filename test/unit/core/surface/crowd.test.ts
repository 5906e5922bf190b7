import { describe, expect, test } from 'vitest';
import { Crowd, type Newcomer } from '#core/surface/crowd.ts';
import { normalised } from '#core/surface/crowd-text.ts';

const hour = 3_600_000;
const phone = (handle: string, text: string | null = null): Newcomer => ({ handle, kind: 'phone', text });
const minute = 60_000;
const mail = (handle: string): Newcomer => ({ handle, kind: 'email', text: null });
const parcel = 'Your parcel is waiting for you';

describe('a crowd', () => {
  test('is three of one area within the hour, each with words of their own', () => {
    const crowd = new Crowd();
    for (const last of [1, 2]) crowd.add(phone(`+1212555010${last}`), 0);
    expect(crowd.isOneOf(phone('+12125550102'), 0)).toBe(false);
    crowd.add(phone('+12125550103'), 1);
    expect(crowd.isOneOf(phone('+12125550103'), 1)).toBe(true);
    expect(crowd.isOneOf(phone('+447700900123'), 1)).toBe(false);
    expect(crowd.isOneOf(phone('+12125550199'), hour + 2)).toBe(false);
  });

  test('with one text makes nobody else of its area one of it', () => {
    const crowd = new Crowd();
    for (let index = 0; index < 500; index += 1)
      crowd.add(phone(`+1212555${1000 + index}`, `${parcel} ${index}`), 0);
    const person = phone('+12125550101', 'Hi, it is Sam from the allotment');
    crowd.add(person, 0);
    expect(crowd.isOneOf(person, 0)).toBe(false);
    expect(crowd.isOneOf(phone('+447700900123', parcel), 0)).toBe(true);
  });

  test.each<[string, readonly number[], number, boolean]>([
    ['within half an hour', [0, 10, 29], 29, true],
    ['over both halves of an hour', [0, 31, 40], 45, true],
    ['until the hour of the later ones is over', [0, 30, 31], 59, true],
    ['by the half before alone', [0, 1, 2], 31, true],
    ['by no more of the half before than there were', [0, 1], 31, false],
    ['for an hour from when the second half began', [0, 30, 30, 30], 89, true],
    ['and no longer, when nobody came in between', [0, 1, 2], 60, false],
    ['nor of the half before the last', [0, 31, 62], 63, false],
  ])('is counted %s', (_, addedAt, askedAt, isOne) => {
    const crowd = new Crowd();
    addedAt.forEach((at, index) => {
      crowd.add(phone(`+1212555010${index}`), 10 * hour + at * minute);
    });
    expect(crowd.isOneOf(phone('+12125550109'), 10 * hour + askedAt * minute)).toBe(isOne);
  });

  test('is of one area though each wrote something else', () => {
    const crowd = new Crowd();
    const texts = ['Hello, is this Maria?', 'We met at the harbour', 'Are you coming on Sunday'];
    const each = texts.map((text, index) => phone(`+1212555010${index}`, text));
    for (const newcomer of each) crowd.add(newcomer, 0);
    expect(each.map((newcomer) => crowd.isOneOf(newcomer, 0))).toEqual([true, true, true]);
  });

  test('is three with one text, wherever they are from', () => {
    const crowd = new Crowd();
    const each = ['+12125550101', '+447700900123', 'ann@example.com'].map((handle) => phone(handle, parcel));
    const isOneAfterEach = each.map((newcomer) => {
      crowd.add(newcomer, 0);
      return crowd.isOneOf(newcomer, 0);
    });
    expect(isOneAfterEach).toEqual([false, false, true]);
  });

  test('of mail is one domain’s, whatever stands in front of it, and however it is written', () => {
    const crowd = new Crowd();
    for (const handle of ['ann@example.com', 'bob@mail.example.com', 'cy@b.EXAMPLE.com'])
      crowd.add(mail(handle), 0);
    expect(crowd.isOneOf(mail('dee@other.example.com'), 0)).toBe(true);
    expect(crowd.isOneOf(mail('ann@example.org'), 0)).toBe(false);
    expect(crowd.isOneOf({ handle: 'example.com', kind: 'other', text: null }, 0)).toBe(false);
  });

  test('of what is neither a number nor mail is all of it', () => {
    const crowd = new Crowd();
    for (const handle of ['BANK', 'POST', 'SHOP']) crowd.add({ handle, kind: 'other', text: null }, 0);
    expect(crowd.isOneOf({ handle: 'GYM', kind: 'other', text: null }, 0)).toBe(true);
    expect(crowd.isOneOf(mail('gym@example.com'), 0)).toBe(false);
  });

  test('takes no more memory than for ten thousand kinds: who comes after is of none', () => {
    const crowd = new Crowd();
    const domain = (index: number): Newcomer => mail(`a@d${index}.example`);
    for (let index = 0; index < 10_000; index += 1) crowd.add(domain(index), 0);
    for (let times = 0; times < 3; times += 1) crowd.add(domain(10_000), 0);
    expect(crowd.isOneOf(domain(10_000), 0)).toBe(false);
    // Those that are remembered are counted on.
    for (let times = 0; times < 2; times += 1) crowd.add(domain(9_999), 0);
    expect(crowd.isOneOf(domain(9_999), 0)).toBe(true);
  });

  test('is nothing of yesterday, nor of a clock that was set', () => {
    const crowd = new Crowd();
    for (let index = 0; index < 5; index += 1) crowd.add(phone(`+1212555010${index}`), 10 * hour);
    expect(crowd.isOneOf(phone('+12125550109'), 5 * hour)).toBe(false);
    expect(crowd.isOneOf(phone('+12125550109'), 40 * hour)).toBe(false);
  });
});

test.each([
  ['Your parcel 4711 is waiting', 'your PARCEL 1 is waiting!', true],
  ['Look: https://a.example/x your parcel', 'Look: https://b.example/y your parcel', true],
  ['hi', 'hi', false],
  ['abcdefghijk', 'abcdefghijk', false],
  ['abcdefghijkl', 'abcdefghijkl', true],
  ['See www.a.example/x your parcel', 'See www.b.example/y your parcel', true],
  [`${'a'.repeat(80)}b`, `${'a'.repeat(80)}c`, true],
  [`${'a'.repeat(79)}b`, `${'a'.repeat(79)}c`, false],
  // However much of it there is, only the beginning is read.
  [`${'1'.repeat(320)}${parcel}`, `${'1'.repeat(320)}${parcel}`, false],
  [`${'1'.repeat(300)}${parcel}`, `${'2'.repeat(300)}${parcel}`, true],
])('%s and %s: alike %s', (one, other, alike) => {
  expect(normalised(one) !== null && normalised(one) === normalised(other)).toBe(alike);
});
