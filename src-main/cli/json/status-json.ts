import type { AccountView } from '#core/reconcile/account-view.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import type { Pause } from '#core/surface/settings.ts';
import { english } from '#core/words/english.ts';
import type { Sentence } from '#core/words/sentence.ts';
import { type SilenceJson, silenceJson } from './silence-json.ts';

/** A part of the status with its sentence in English; null: nothing is wrong. */
type InEnglish<T> = Omit<T, 'detail' | 'notes'> & { readonly detail: string | null };

function inEnglish<T extends { readonly detail: Sentence | null }>(part: T): InEnglish<T> {
  return { ...part, detail: part.detail && english(part.detail) };
}

/** One account of the channel, with all of it in English. */
type AccountJson = Omit<AccountView, 'detail'> & { readonly detail: string };

/** The answer of `status --json`: as a surface gets it, with every sentence in English. */
export interface StatusJson
  extends Omit<StatusView, 'silence' | 'channel' | 'accounts' | 'gateway' | 'messages' | 'ledger' | 'pause'> {
  readonly silence: SilenceJson;
  readonly channel: InEnglish<StatusView['channel']>;
  readonly accounts: readonly AccountJson[];
  readonly gateway: InEnglish<StatusView['gateway']> & { readonly notes: readonly string[] };
  readonly messages: InEnglish<StatusView['messages']>;
  readonly ledger: InEnglish<StatusView['ledger']>;
  /** Banners are held until then (ISO time), or `until-resumed`: until the owner says so; null: they are not. */
  readonly pausedUntil: string | null;
}

function pausedUntil(pause: Pause): string | null {
  if (pause === null || pause === 'until-resumed') return pause;
  return new Date(pause.untilMs).toISOString();
}

/** Its fields stand in one order, whatever the view's: who compares texts sees no difference where there is none. */
export function statusJson(status: StatusView): StatusJson {
  const { silence, gateway, messages, ledger, pause, practice, ...rest } = status;
  const { version, channel, accounts, ...further } = rest;
  return {
    version,
    silence: silenceJson(silence),
    channel: inEnglish(channel),
    gateway: { ...inEnglish(gateway), notes: gateway.notes.map(english) },
    messages: inEnglish(messages),
    ledger: inEnglish(ledger),
    ...further,
    pausedUntil: pausedUntil(pause),
    practice,
    accounts: accounts.map((one) => ({ ...one, detail: english(one.detail) })),
  };
}
