import { app } from 'electron';
import { Words } from '#core/words/words.ts';

/** The catalogue as the owner writes times: in the first English of their languages, on a clock of 12 or 24 hours. */
export function systemWords(): Words {
  const locale = app.getPreferredSystemLanguages().find((language) => language.startsWith('en')) ?? 'en';
  const { hourCycle } = new Intl.DateTimeFormat(app.getSystemLocale(), { hour: 'numeric' }).resolvedOptions();
  const twelve = hourCycle === 'h11' || hourCycle === 'h12';
  return new Words({ locale, hourCycle: twelve ? 'h12' : 'h23' });
}
