/** One spelling (OC-44, OC-45): an entry of a list, and a sender as chat.db has them. */
export interface Spelling {
  readonly entry: string | number;
  readonly sender: string;
  readonly service?: string;
  readonly matches: boolean;
}

const number = (last: number): string => `+121255501${String(last).padStart(2, '0')}`;

/** Every row of the table, each with a sender of its own. */
export const spellings: readonly Spelling[] = [
  { entry: number(1), sender: number(1), matches: true },
  { entry: '12125550102', sender: number(2), matches: true },
  { entry: '1-212-555-0103', sender: number(3), matches: true },
  { entry: '+1 (212) 555-0104', sender: number(4), matches: true },
  { entry: ` ${number(5)} `, sender: number(5), matches: true },
  { entry: 12125550106, sender: number(6), matches: true },
  { entry: `tel:${number(7)}`, sender: number(7), matches: true },
  { entry: `imessage:${number(8)}`, sender: number(8), matches: true },
  { entry: `iMessage:${number(9)}`, sender: number(9), matches: true },
  { entry: `sms:${number(10)}`, sender: number(10), matches: true },
  { entry: `auto:${number(11)}`, sender: number(11), service: 'SMS', matches: true },
  { entry: number(12), sender: number(12), service: 'SMS', matches: true },
  { entry: '2125550113', sender: number(13), matches: false },
  { entry: '(212) 555-0114', sender: number(14), matches: false },
  { entry: '0012125550115', sender: number(15), matches: false },
  { entry: '07700900016', sender: '+447700900016', matches: false },
  { entry: '+44 (0)7700 900017', sender: '+447700900017', matches: false },
  { entry: '+44 7700 900018', sender: '+447700900018', matches: true },
  { entry: '+1\u2011212\u2011555\u20110119', sender: number(19), matches: false },
  { entry: `\u202a${number(20)}\u202c`, sender: number(20), matches: false },
  { entry: `iMessage;-;${number(21)}`, sender: number(21), matches: false },
  { entry: `chat_guid:iMessage;-;${number(22)}`, sender: number(22), matches: false },
  { entry: `chat_identifier:${number(23)}`, sender: number(23), matches: false },
  { entry: 'User24@Example.com', sender: 'user24@example.com', matches: true },
  { entry: 'user25@example.com', sender: 'User25@Example.COM', matches: true },
  { entry: 'imessage:user26@example.com', sender: 'user26@example.com', matches: true },
  { entry: 'mailto:user27@example.com', sender: 'user27@example.com', matches: false },
  { entry: 'user28+tag@example.com', sender: 'user28@example.com', matches: false },
  { entry: '262966', sender: '262966', matches: true },
  { entry: '+262967', sender: '262967', matches: true },
  {
    entry: 'urn:biz:0a1b2c3d-0000-4000-8000-00000000002a',
    sender: 'urn:biz:0a1b2c3d-0000-4000-8000-00000000002a',
    matches: true,
  },
  {
    entry: 'urn:biz:0A1B2C3D-0000-4000-8000-00000000002B',
    sender: 'urn:biz:0a1b2c3d-0000-4000-8000-00000000002b',
    matches: false,
  },
  { entry: 'AMAZON2', sender: 'AMAZON2', matches: true },
  { entry: 'amazon3', sender: 'AMAZON3', matches: false },
  { entry: 'Alice Example', sender: number(34), matches: false },
  { entry: '+12125550', sender: number(35), matches: false },
];

/** A repeatable choice: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
