import { type CountryCode, isSupportedCountry, parsePhoneNumberWithError } from 'libphonenumber-js/min';
import { handleKey } from '#core/message/handle.ts';

export type Region = CountryCode;

/** The Mac's own region, for numbers written without a country: what its language settings say, or the US. */
export function localRegion(): Region {
  const { region } = new Intl.Locale(Intl.DateTimeFormat().resolvedOptions().locale).maximize();
  return region !== undefined && isSupportedCountry(region) ? region : 'US';
}

/**
 * A number as somebody wrote it into the address book, as a sender's key. Where it can't be a number of the region it
 * stays the digits it is, so that short codes match too (DB-5.3).
 */
export function phoneKey(written: string, region: Region): string {
  try {
    const number = parsePhoneNumberWithError(written, region);
    if (number.isPossible()) return handleKey(number.number);
  } catch {
    // No number in any country's writing.
  }
  return handleKey(written.replace(/[^\d+]/g, ''));
}
