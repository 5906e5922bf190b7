import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Handle } from './handle.ts';
import { oneLine } from './text.ts';

interface Written {
  readonly display: string;
  readonly country: string | null;
}

/** Parsing a number takes microseconds and every card asks again. */
const known = new Map<string, Written>();
const kept = 20_000;

function write(handle: Handle): Written {
  if (handle.kind !== 'phone' || !handle.approvable) {
    // Not a number: a name a service gave itself, so foreign text like any other.
    return { display: oneLine(handle.handle) ?? handle.handle, country: null };
  }
  const number = parsePhoneNumberFromString(handle.handle);
  if (!number?.isPossible()) return { display: handle.handle, country: null };
  const display = number.formatInternational();
  // Grouping must not add or lose a digit: what is read out is what is approved.
  const exact = display.replace(/[^+\d]/g, '') === handle.handle;
  return { display: exact ? display : handle.handle, country: number.country ?? null };
}

function written(handle: Handle): Written {
  const before = known.get(handle.handle);
  if (before) return before;
  if (known.size >= kept) known.clear();
  const now = write(handle);
  known.set(handle.handle, now);
  return now;
}

/** A handle grouped for reading (`+1 212 555 0101`): every digit in place, otherwise as it is. Never identity. */
export function displayHandle(handle: Handle): string {
  return written(handle).display;
}

/** ISO country code (`US`) of a phone number; null when the number does not tell (`+1 555 …`) or is none. */
export function countryOf(handle: Handle): string | null {
  return written(handle).country;
}
