import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHandle } from '#core/message/handle.ts';
import { resembles } from '#core/sender/look-alike.ts';

const alike = (handle: string, ...others: string[]): string | null => resembles(readHandle(handle), others);

describe('a handle that could be taken for another', () => {
  test.each([
    ['a1ice@example.com', 'alice@example.com'],
    ['аlice@example.com', 'alice@example.com'],
    ['ALICE.smith@example.com', 'alicesmith@example.com'],
    ['alice+pay@example.com', 'alice@example.com'],
    ['b0b@example.com', 'bob@example.com'],
    ['alice@exarnple.com', 'alice@example.com'],
    ['alice@examp1e.com', 'alice@example.com'],
    ['alice@example.co', 'alice@example.com'],
    ['alice@exampel.com', 'alice@example.com'],
    ['alcie@example.com', 'alice@example.com'],
    ['alicce@example.com', 'alice@example.com'],
    ['12125550101@example.com', '+12125550101'],
    ['+12135550101', '+12125550101'],
    ['+12152550101', '+12125550101'],
    ['+12215550101', '+12125550101'],
    ['+447700800123', '+447700900123'],
  ])('%s is like %s', (handle, other) => {
    expect(alike(handle, 'bob.miller@example.org', other)).toBe(other);
  });

  test.each([
    ['maria@example.com', 'marie@example.com'],
    ['bob@example.com', 'rob@example.com'],
    ['user1@example.com', 'user2@example.com'],
    ['user1@example.com', 'user11@example.com'],
    ['user@example.com', 'user7@example.com'],
    ['alice@example.com', 'alice@other.example'],
    ['alice@example.com', 'bob@exampel.com'],
    ['al@example.com', 'ali@example.com'],
    // One block, one family, one office.
    ['+12125550101', '+12125550102'],
    ['+12125550101', '+12125550110'],
    ['+447700900123', '+447700900124'],
    // Too short to tell, or of another length.
    ['+1234567', '+1334567'],
    ['+12125550101', '+1212555010'],
    ['262966', '+262966123456'],
    ['AMAZON', 'AMAZ0N'],
  ])('%s is not like %s', (handle, other) => {
    expect(alike(handle, other)).toBeNull();
  });

  test('somebody trusted resembles nobody, whoever else is there', () => {
    expect(alike('alice@example.com', 'a1ice@example.com', 'Alice@Example.com')).toBeNull();
    expect(alike('+12125550101', '+12135550101', '+12125550101')).toBeNull();
  });

  test('the first one found is named, as it was given', () => {
    expect(alike('a1ice@example.com', 'Alice@example.com', 'alice@example.com')).toBe('Alice@example.com');
  });
});

describe('false alarms', () => {
  const number = fc.stringMatching(/^\+1[2-9]\d{2}[2-9]\d{6}$/);

  test('two numbers that differ in more than one place are never alike', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const places = [...a].filter((digit, index) => digit !== b[index]).length;
        fc.pre(places > 2);
        expect(alike(a, b)).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  test('a town of 3,000 numbers in one exchange accuses nobody', () => {
    const numbers = Array.from({ length: 3_000 }, (_, index) => `+1212555${String(index).padStart(4, '0')}`);
    expect(numbers.filter((one) => resembles(readHandle(one), numbers.slice(0, 50)) !== null)).toEqual([]);
  });

  test('a list of ordinary first names accuses few', () => {
    const names =
      'anna anne hanna hannah maria marie mary peter petra paul paula john joan jon jane james jamie lisa elisa nina tina tim tom thomas sara sarah laura lara max maxi eva ewa ben bea'.split(
        ' ',
      );
    const handles = names.map((name) => `${name}.jones@example.com`);
    const accused = handles.flatMap((one) => alike(one, ...handles.filter((other) => other !== one)) ?? []);
    // sara/sarah, hanna/hannah and the like do differ by one added letter.
    expect(accused.length).toBeLessThan(handles.length / 2);
  });
});
