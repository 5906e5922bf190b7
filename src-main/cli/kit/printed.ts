/** What a terminal must never be told by foreign text: escape sequences, controls, and what turns or hides text. */
export const unsafe: RegExp =
  /[\p{Cc}\u200b\u200e\u200f\u2028\u2029\u061c\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** The styles that a screen paints with; no other sequence is ours. */
const ownStyle = /\u001b\[(?:1|2|22|31|32|33|39)m/g;

/**
 * Lines for people as they may be printed: the one place that every line goes through, whatever stands in it and however
 * it was put together. @param colour styles of ours are kept.
 */
export function printedLines(lines: readonly string[], colour: boolean): string {
  return lines.map((line) => `${colour ? styled(line) : harmless(line)}\n`).join('');
}

function harmless(line: string): string {
  return line.replace(/\t/g, ' ').replace(unsafe, '');
}

function styled(line: string): string {
  const styles = line.match(ownStyle) ?? [];
  const texts = line.split(ownStyle).map(harmless);
  return texts.map((text, index) => text + (styles[index] ?? '')).join('');
}

/** A JSON text that means the same, and tells a terminal nothing: what is unsafe in it is escaped, line ends are kept. */
export function printedJson(json: string): string {
  return json.replace(unsafe, (sign) => (sign === '\n' ? sign : escaped(sign)));
}

function escaped(sign: string): string {
  const units = Array.from({ length: sign.length }, (_, index) => sign.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
