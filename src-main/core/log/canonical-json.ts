/**
 * JSON with one spelling per value (RFC 8785): object keys sorted, no spaces, members that are `undefined` left out.
 * @throws TypeError for what JSON can't say: functions, NaN, infinities.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  const isSayable =
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value));
  if (!isSayable) throw new TypeError(`${String(value)} has no JSON`);
  return JSON.stringify(value);
}
