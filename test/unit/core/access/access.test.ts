import { describe, expect, test } from 'vitest';
import { judgeSender } from '#core/access/access.ts';
import { facts } from '../../../support/facts.ts';

const key = '+12125550101';
const ours = 'accessGroup:peephole';

describe('what lets somebody in anywhere', () => {
  test('names what does so without us before our own group, whichever account says so', () => {
    const read = facts({
      accounts: [
        { id: 'first', direct: [ours] },
        { id: 'second', direct: [key] },
      ],
      groups: { peephole: [key] },
    });
    expect(judgeSender(read, key)).toMatchObject({ allowed: true, via: 'owner' });
  });

  test('names our group when nothing else lets them in', () => {
    const read = facts({ direct: [ours], groups: { peephole: [key] } });
    expect(judgeSender(read, key)).toMatchObject({ allowed: true, via: 'peephole' });
  });

  test('does not say no while one account can’t tell', () => {
    const read = facts({
      direct: [],
      accounts: [{ id: 'first' }, { id: 'second', directPolicy: 'pairing', paired: null }],
    });
    expect(judgeSender(read, key)).toMatchObject({ allowed: null, rule: 'pairing-store-unknown' });
  });

  test('asks no account that is switched off while another is on', () => {
    const read = facts({
      accounts: [
        { id: 'first', direct: [] },
        { id: 'second', direct: [key], enabled: false },
      ],
    });
    expect(judgeSender(read, key)).toMatchObject({ allowed: false });
  });

  test('says nothing without any account', () => {
    expect(judgeSender(facts({ accounts: [] }), key)).toBeNull();
  });
});
