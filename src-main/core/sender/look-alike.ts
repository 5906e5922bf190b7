import { skeleton } from '#core/message/confusables.ts';
import { type Handle, readHandle } from '#core/message/handle.ts';

/** The last digits of a number: neighbours of one block, a family's or an office's numbers, differ only here. */
const blockDigits = 4;
/** Shorter numbers are too alike by chance. */
const fewestDigits = 10;
/** Shorter names differ by one letter all the time. */
const shortestName = 5;

/** How two words of equal or nearly equal length differ: by exactly one change, or not by one. */
type Change = 'swapped' | 'replaced' | 'added' | null;

/** The one change that turns `a` into `b`; null when they are equal or differ by more. */
function oneChange(a: string, b: string): Change {
  if (a === b || Math.abs(a.length - b.length) > 1) return null;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1) ? 'added' : null;
  if (short.slice(at + 1) === long.slice(at + 1)) return 'replaced';
  const swapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return swapped && short.slice(at + 2) === long.slice(at + 2) ? 'swapped' : null;
}

/** One digit different or two swapped, in front of an equal end: a number read as another one. */
function numbersResemble(a: string, b: string): boolean {
  if (a.length !== b.length || a.length <= fewestDigits) return false;
  return a.slice(-blockDigits) === b.slice(-blockDigits) && oneChange(a, b) !== null;
}

/** An address in the parts that are compared. */
interface Face {
  readonly handle: Handle;
  /** E-mail only: in front of the last `@`, without `+tag`, which reaches the same mailbox and hides the difference. */
  readonly name: string;
  readonly drawnName: string;
  readonly drawnDomain: string;
}

function faceOf(handle: Handle): Face {
  const at = handle.kind === 'email' ? handle.key.lastIndexOf('@') : 0;
  const name = handle.key.slice(0, at).replace(/(?<=.)\+.*$/, '');
  return { handle, name, drawnName: skeleton(name), drawnDomain: skeleton(handle.key.slice(at + 1)) };
}

/** The owner's trusted handles are few and compared with every stranger: each is taken apart once. */
const faces = new Map<string, Face>();
const facesKept = 20_000;

function knownFace(literal: string): Face {
  const known = faces.get(literal);
  if (known) return known;
  if (faces.size >= facesKept) faces.clear();
  const face = faceOf(readHandle(literal));
  faces.set(literal, face);
  return face;
}

/** `user1` and `user2` are numbered, not forged; in `a1ice` the digit stands for a letter. */
function differInNumberOnly(a: string, b: string): boolean {
  return a !== b && a.replace(/\d/g, '') === b.replace(/\d/g, '');
}

function addressesResemble(a: Face, b: Face): boolean {
  const sameName = a.drawnName === b.drawnName;
  if (a.drawnDomain !== b.drawnDomain) return sameName && oneChange(a.drawnDomain, b.drawnDomain) !== null;
  if (differInNumberOnly(a.name, b.name)) return false;
  if (sameName) return true;
  if (Math.min(a.name.length, b.name.length) < shortestName) return false;
  // Another letter in the same place is another name: Maria and Marie.
  const change = oneChange(a.drawnName, b.drawnName);
  return change === 'added' || change === 'swapped';
}

function facesResemble(face: Face, other: Face): boolean {
  if (face.handle.kind === 'phone' && other.handle.kind === 'phone') {
    return numbersResemble(face.handle.key, other.handle.key);
  }
  if (face.handle.kind !== 'email') return false;
  if (other.handle.kind === 'email') return addressesResemble(face, other);
  // A name that is somebody's number, to be taken for it.
  return other.handle.kind === 'phone' && face.name.replace(/\D/g, '') === other.handle.key.slice(1);
}

/**
 * Which of the handles the owner trusts this one could be taken for (RULE-5.4). Numbers: one digit different
 * or two neighbours swapped in front of the last four, so that people of one block are not accused of one another.
 * E-mail: drawn alike (other scripts, 0/o, 1/l, rn/m), a letter added or swapped in the name, a domain one change away.
 * @param candidates approved handles and contacts.
 * @returns the first one as given, or null; null also when the handle is itself one of them.
 */
export function resembles(handle: Handle, candidates: readonly string[]): string | null {
  const face = faceOf(handle);
  let found: string | null = null;
  for (const literal of candidates) {
    const other = knownFace(literal);
    if (other.handle.key === handle.key) return null;
    if (found === null && facesResemble(face, other)) found = literal;
  }
  return found;
}
