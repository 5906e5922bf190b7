import { errorLine } from '../../platform/error-line.ts';
import type { Check } from '../doctor/check.ts';
import type { Command, Reply } from '../kit/command.ts';
import type { Row, Screen } from '../kit/screen.ts';
import { placeOptions, placesOf } from './serve.ts';

function checkRow({ ok, title, found, fix }: Check): Row {
  return {
    cells: [
      { text: ok ? '✓' : '✗', style: ok ? 'green' : 'red' },
      { text: title, style: 'bold' },
      { text: found },
    ],
    notes: fix === null ? [] : [{ text: fix, style: ok ? 'dim' : 'yellow' }],
  };
}

function closing(checks: readonly Check[], screen: Screen): string {
  const bad = checks.filter(({ ok }) => !ok).length;
  const text =
    bad === 0 ? 'Everything Peephole stands on is in order.' : `${bad} of ${checks.length} need you.`;
  return screen.paint({ text, style: bad === 0 ? 'green' : 'yellow' });
}

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check permissions, paths, versions and scopes, and say what to do',
  operands: '',
  leastOperands: 0,
  mostOperands: 0,
  options: placeOptions,
  notes: ['Works whether Peephole runs or not, and changes nothing.'],
  run: async (context): Promise<Reply> => {
    // What it stands on is loaded only here: the other commands start in a fraction of the time.
    const { runDoctor } = await import('../doctor/doctor.ts');
    const checks = await runDoctor({
      ...placesOf(context),
      stateDir: context.stateDir,
      env: process.env,
      onError: (error) => context.log(errorLine(error)),
    });
    return {
      json: { checks },
      lines: (screen) => [...screen.table(checks.map(checkRow), 0, 3), '', closing(checks, screen)],
    };
  },
};
