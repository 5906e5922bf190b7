import { afterEach, expect, test, vi } from 'vitest';
import type { Step } from '#core/reconcile/step.ts';

const rules = '#core/reconcile/next-step.ts';

afterEach(() => {
  vi.doUnmock(rules);
  vi.resetModules();
});

test('rules that contradict each other stop neither the program nor what comes after', async () => {
  let contradiction: Step | null = null;
  let asked = 0;
  const { nextStep } = await import('#core/reconcile/next-step.ts');
  vi.resetModules();
  vi.doMock(rules, () => ({
    nextStep: (...situation: Parameters<typeof nextStep>) => {
      if (contradiction === null) return nextStep(...situation);
      asked += 1;
      return contradiction;
    },
  }));
  const { openConnected } = await import('../../../support/in-process-app.ts');
  const app = await openConnected();
  await app.knock('+12125550101');
  contradiction = { do: 'settle', settlements: [] };
  await app.give('approve', '+12125550101');
  const trouble = 'Error: The gateway’s work came to no rest in 1000 steps.';
  expect(app.errors.map(String)).toContain(trouble);
  expect(asked).toBe(1_000 * app.errors.filter((error) => String(error) === trouble).length);
  contradiction = null;
  await app.clock.pass(60_000);
  expect(await app.sender('+12125550101')).toMatchObject({ decision: { progress: 'confirmed' } });
});
