import { sentence } from '#core/words/sentence.ts';
import { errorLine } from '../../platform/error-line.ts';
import type { Check } from '../doctor/check.ts';
import { checkJson } from '../json/check-json.ts';
import type { Command, Reply } from '../kit/command.ts';
import type { Row, Screen } from '../kit/screen.ts';
import { placeOptions, placesOf } from './serve.ts';

function checkRow({ ok, title, found, fix }: Check, { words }: Screen): Row {
  return {
    cells: [
      { text: ok ? '✓' : '✗', style: ok ? 'green' : 'red' },
      { text: words.sentence(title), style: 'bold' },
      { text: words.sentence(found) },
    ],
    notes: fix === null ? [] : [{ text: words.sentence(fix), style: ok ? 'dim' : 'yellow' }],
  };
}

function closing(checks: readonly Check[], screen: Screen): string {
  const bad = checks.filter(({ ok }) => !ok).length;
  const { words } = screen;
  const all = words.times.number(checks.length);
  const text =
    bad === 0 ? words.say('doctor.all-good') : words.say('doctor.some-bad', { count: bad, checks: all });
  return screen.paint({ text, style: bad === 0 ? 'green' : 'yellow' });
}

export const doctorCommand: Command = {
  name: 'doctor',
  summary: sentence('command.doctor'),
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  options: placeOptions,
  notes: [sentence('note.doctor')],
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
      json: { checks: checks.map(checkJson) },
      lines: (screen) => [
        ...screen.table(
          checks.map((check) => checkRow(check, screen)),
          0,
          3,
        ),
        '',
        closing(checks, screen),
      ],
    };
  },
};
