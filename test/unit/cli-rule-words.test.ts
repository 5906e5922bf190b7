import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ruleText } from '../../src-main/cli/rule-words.ts';

test('every rule of core has words', () => {
  const source = ['access', 'explain']
    .map((name) => readFileSync(new URL(`../../src-main/core/${name}.ts`, import.meta.url), 'utf8'))
    .join('\n');
  const rules = new Set(
    [...source.matchAll(/\brule(?:: | = )([^,;\n]+)/g)].flatMap(([, said = '']) =>
      [...said.matchAll(/'([a-z-]+)'/g)].map(([, rule = '']) => rule),
    ),
  );
  expect(rules.size).toBeGreaterThan(10);
  for (const rule of rules) expect(ruleText(rule), rule).not.toBe(rule);
});

test('a rule nobody knows is shown as it is', () => {
  expect(ruleText('toString')).toBe('toString');
});
