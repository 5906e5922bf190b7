import type { StatusView } from '#core/surface/app-state.ts';
import { silenceJson } from './silence-json.ts';

/** `status --json`: as a surface gets it, with every sentence in English. */
export function statusJson(status: StatusView): object {
  return { ...status, silence: silenceJson(status.silence) };
}
