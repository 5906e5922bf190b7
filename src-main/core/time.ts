/** The last moment that there is a date for, ms since 1970 (ECMA-262, time values); as far back is the first. */
export const latestMs = 8_640_000_000_000_000;
