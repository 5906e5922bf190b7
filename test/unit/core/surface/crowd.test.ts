import { describe, expect, test } from 'vitest';
import { Crowd, type Newcomer } from '#core/surface/crowd.ts';
import { normalised } from '#core/surface/crowd-text.ts';

const hour = 3_600_000;
const phone = (handle: string, text: string | null = null): Newcomer => ({ handle, kind: 'phone', text });
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
])('%s and %s: alike %s', (one, other, alike) => {
  expect(normalised(one) !== null && normalised(one) === normalised(other)).toBe(alike);
});
