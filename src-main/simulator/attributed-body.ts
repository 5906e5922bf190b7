/** Everything before the length of the text: header, NSAttributedString → NSObject, NSString, the group "+". */
const before = Buffer.concat([
  Buffer.from([0x04, 0x0b]),
  Buffer.from('streamtyped'),
  Buffer.from([0x81, 0xe8, 0x03, 0x84, 0x01, 0x40, 0x84, 0x84, 0x84, 0x12]),
  Buffer.from('NSAttributedString'),
  Buffer.from([0x00, 0x84, 0x84, 0x08]),
  Buffer.from('NSObject'),
  Buffer.from([0x00, 0x85, 0x92, 0x84, 0x84, 0x84, 0x08]),
  Buffer.from('NSString'),
  Buffer.from([0x01, 0x94, 0x84, 0x01, 0x2b]),
]);

/** The attributes of the one run over the whole text: it is part 0 of the message. */
const attributes = Buffer.concat([
  Buffer.from([0x92, 0x84, 0x84, 0x84, 0x0c]),
  Buffer.from('NSDictionary'),
  Buffer.from([0x00, 0x94, 0x84, 0x01, 0x69, 0x01, 0x92, 0x84, 0x96, 0x96, 0x1d]),
  Buffer.from('__kIMMessagePartAttributeName'),
  Buffer.from([0x86, 0x92, 0x84, 0x84, 0x84, 0x08]),
  Buffer.from('NSNumber'),
  Buffer.from([0x00, 0x84, 0x84, 0x07]),
  Buffer.from('NSValue'),
  Buffer.from([0x00, 0x94, 0x84, 0x01, 0x2a, 0x84, 0x99, 0x99, 0x00, 0x86, 0x86, 0x86]),
]);

/** `<80` one byte; `81` and u16 LE; `82` and u32 LE (DB-3.1). */
function encodedLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  if (length < 0x1_0000) return Buffer.from([0x81, length & 0xff, length >> 8]);
  const wide = Buffer.alloc(5, 0x82);
  wide.writeUInt32LE(length, 1);
  return wide;
}

/** A text as Messages stores it in `attributedBody`: a typedstream of a plain string. */
export function attributedBody(text: string): Buffer {
  const utf8 = Buffer.from(text, 'utf8');
  return Buffer.concat([
    before,
    encodedLength(utf8.length),
    utf8,
    Buffer.from([0x86, 0x84, 0x02, 0x69, 0x49, 0x01]),
    encodedLength(text.length),
    attributes,
  ]);
}
