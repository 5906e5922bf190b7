/** What names are made of: one word, no sentence, path or quotation. */
const oneWord = /^[A-Za-z][\w.-]{0,47}$/;

function word(value: unknown): string | null {
  return typeof value === 'string' && oneWord.test(value) ? value : null;
}

/**
 * What may be told of an error that is not ours, in a sentence or the log: its kind and codes, such as `TypeError` or
 * `Error ERR_SQLITE_ERROR SQLite 11`. Never its message: a parser's quotes what somebody wrote, others name paths or secrets.
 */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error ? word(error.code) : null;
  const sqlite = 'errcode' in error && typeof error.errcode === 'number' ? `SQLite ${error.errcode}` : null;
  return [word(error.name) ?? 'Error', code, sqlite].filter((part) => part !== null).join(' ');
}
