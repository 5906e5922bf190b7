import { afterEach, describe, expect, test } from 'vitest';
import { discover } from '../../src-main/gateway/discovery.ts';
import { AddressBook } from '../../src-main/messages/contacts.ts';
import { friends } from '../../src-main/simulator/cast.ts';
import { type Practice, startPractice } from '../../src-main/simulator/practice.ts';
import { connectRaw, withToken } from '../support/raw-gateway-client.ts';
import { waitFor } from '../support/wait.ts';

let practice: Practice | null = null;

afterEach(async () => {
  await practice?.stop();
  practice = null;
});

describe('practice', () => {
  test('is found as the real gateway is, by its config and lock file', async () => {
    practice = await startPractice({ speed: 50, silent: true });
    const found = discover({ configPath: practice.openclawConfigPath, url: null, env: {} });
    expect(found).toMatchObject({
      url: practice.gatewayUrl,
      where: 'this-mac',
      secret: { kind: 'token', value: practice.gateway.token },
      trouble: null,
    });
  });

  test('has an address book that Peephole can read', async () => {
    practice = await startPractice({ speed: 50, silent: true });
    const book = new AddressBook(practice.contactsDir);
    await book.refresh();
    const names = book.names(friends.map(({ handle }) => handle));
    expect(names.get('+12125550110')).toBe('Alice Example');
    expect(names.get('chiara.rossi@example.com')).toBe('Chiara Rossi');
    // A number without a country is read by the region of the machine, which is not ours to choose.
    const known = friends.filter(({ written }) => /^\+|@/.test(written)).map(({ handle }) => handle);
    expect([...names.keys()]).toEqual(expect.arrayContaining(known));
  });

  test('a stranger knocks and gets nothing; let in, they write again and are answered', async () => {
    practice = await startPractice({ speed: 50, silent: true, seed: 1 });
    const { gateway, messages } = practice;
    const from = (fromMe: 0 | 1) =>
      messages.db.sqlite
        .prepare(
          `SELECT h.id AS handle, m.text FROM message m JOIN handle h ON h.ROWID = m.handle_id
            WHERE m.is_from_me = ? AND m.date > ?`,
        )
        .all(fromMe, startedAt) as unknown as readonly { handle: string; text: string }[];
    const startedAt = BigInt(Date.now() - 1_000 - Date.UTC(2001, 0, 1)) * 1_000_000n;
    const [knock] = await waitFor('a knock', () => (from(0).length > 0 ? from(0) : null));
    const handle = knock?.handle ?? '';
    expect(gateway.judge(handle)).toBe('dropped');
    expect(gateway.outbox()).toEqual([]);

    const client = await connectRaw(practice.gatewayUrl, withToken(gateway.token));
    const { hash: baseHash } = (await client.request('config.get')) as { hash: string };
    const members = { imessage: [handle] };
    const raw = {
      accessGroups: { peephole: { type: 'message.senders', members } },
      channels: { imessage: { allowFrom: ['+12125550110', 'accessGroup:peephole'] } },
    };
    await client.request('config.patch', { baseHash, raw: JSON.stringify(raw) });
    await waitFor('them to be answered', () => gateway.outbox().length > 0);
    expect(gateway.outbox()).toMatchObject([{ to: handle, kind: 'reply' }]);
    expect(from(1).map((row) => row.handle)).toEqual([handle]);
    expect(gateway.reached().every(({ sender }) => sender === handle)).toBe(true);
  });
});
