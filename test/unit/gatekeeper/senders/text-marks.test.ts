import { describe, expect, test } from 'vitest';
import { TextMarks } from '../../../../src-main/gatekeeper/senders/text-marks.ts';

const texts = ['Hello, is this still your number?'];

describe('the mark of what somebody wrote', () => {
  test('is the same for people who wrote the same, and another for whoever did not', () => {
    const marks = new TextMarks();
    const mark = marks.of(texts);
    expect(mark).toMatch(/^[\w-]{8}$/);
    expect(marks.of([...texts])).toBe(mark);
    expect(marks.of(texts)).toBe(mark);
    expect(marks.of([...texts, 'Please answer'])).not.toBe(mark);
  });

  test('is none where there is too little to be compared', () => {
    const marks = new TextMarks();
    const little = ['Hi'];
    expect([marks.of(little), marks.of(little), marks.of([])]).toEqual([null, null, null]);
  });

  test('is another one in another run: nobody can try texts against it', () => {
    expect(new TextMarks().of(texts)).not.toBe(new TextMarks().of(texts));
  });
});
