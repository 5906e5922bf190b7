import { createHash, timingSafeEqual } from 'node:crypto';

/** The form in which a code is stored, hex: salted SHA-256 (a day's life makes slower hashing pointless). */
export function hashInviteCode(code: string, salt: string): string {
  return createHash('sha256').update(`${salt}:${code}`).digest('hex');
}

/** Whether a code, in canonical form, is the one that was stored. Takes the same time whatever it is. */
export function isInviteCode(code: string, salt: string, storedHash: string): boolean {
  const given = Buffer.from(hashInviteCode(code, salt), 'hex');
  const stored = Buffer.from(storedHash, 'hex');
  return given.length === stored.length && timingSafeEqual(given, stored);
}
