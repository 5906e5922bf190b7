import type { StatusView } from '#core/surface/app-state.ts';
import { english } from '#core/words/english.ts';
import type { Sentence } from '#core/words/sentence.ts';
import { silenceJson } from './silence-json.ts';

function inEnglish<T extends { readonly detail: Sentence | null }>(part: T): object {
  return { ...part, detail: part.detail && english(part.detail) };
}

/** `status --json`: as a surface gets it, with every sentence in English. */
export function statusJson(status: StatusView): object {
  const { silence, gateway, messages, ledger } = status;
  return {
    ...status,
    silence: silenceJson(silence),
    gateway: inEnglish(gateway),
    messages: inEnglish(messages),
    ledger: inEnglish(ledger),
  };
}
