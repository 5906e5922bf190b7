import { barredWords } from './barred.ts';
import { cliDoctorWords } from './cli-doctor.ts';
import { cliHelpWords } from './cli-help.ts';
import { cliLeaveWords } from './cli-leave.ts';
import { cliScreenWords } from './cli-screens.ts';
import { doorWords } from './door.ts';
import { eventWords } from './events.ts';
import { findingWords } from './findings.ts';
import { gatewayWords } from './gateway.ts';
import { generalWords } from './general.ts';
import { ledgerWords } from './ledger.ts';
import { linkWords } from './links.ts';
import { logWords } from './log.ts';
import { macWords } from './mac.ts';
import { messagesWords } from './messages.ts';
import { misfitWords } from './misfits.ts';
import { moveWords } from './move.ts';
import { notificationWords } from './notification.ts';
import { pageWords } from './pages.ts';
import { problemWords } from './problems.ts';
import { refusalWords } from './refusals.ts';
import { requestWords } from './requests.ts';
import { ruleWords } from './rules.ts';
import { senderWords } from './senders.ts';
import { settingsWords } from './settings.ts';
import { silenceWords } from './silence.ts';
import { startWords } from './start.ts';
import { trayWords } from './tray.ts';
import { updateWords } from './updates.ts';

/**
 * Everything an owner can read, by key: one catalogue for every surface. The built window leaves out the tables of the
 * command line (`cli-*`), of macOS's own dialogs (`mac`), of refused requests (`barred`, `misfits`) and of a start (`start`), see
 * vite.renderer.config.ts: it has no use for them.
 */
export const catalogue = {
  ...generalWords,
  ...trayWords,
  ...notificationWords,
  ...senderWords,
  ...problemWords,
  ...ruleWords,
  ...pageWords,
  ...silenceWords,
  ...eventWords,
  ...findingWords,
  ...refusalWords,
  ...gatewayWords,
  ...ledgerWords,
  ...logWords,
  ...requestWords,
  ...misfitWords,
  ...doorWords,
  ...barredWords,
  ...startWords,
  ...cliHelpWords,
  ...cliLeaveWords,
  ...cliScreenWords,
  ...cliDoctorWords,
  ...messagesWords,
  ...settingsWords,
  ...linkWords,
  ...macWords,
  ...moveWords,
  ...updateWords,
} as const;

export type WordKey = keyof typeof catalogue;

type TextOf<K extends WordKey> = (typeof catalogue)[K]['text'];
type Forms<T> = T extends string
  ? T
  : T extends { readonly one: infer A; readonly other: infer B }
    ? A | B
    : never;
type NamesIn<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
/** The names a message is filled in with. */
export type WordNames<K extends WordKey> = NamesIn<Forms<TextOf<K>>>;

/** True for a key of the catalogue; for keys made of data, such as `warning.asks-for-code`. */
export function isWordKey(key: string): key is WordKey {
  return Object.hasOwn(catalogue, key);
}
