import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessEdit, AccessFacts, EditOutcome } from '#core/access/access-facts.ts';
import { listsPrint, listsPrintAfter } from '#core/access/lists-print.ts';
import { gatewayMethods } from '../../src-main/gateway/methods.ts';
import { openTap, type Tap } from '../support/gateway-tap.ts';
import { openclawVersion } from '../support/install-openclaw.ts';
import type { JsonObject, RealGateway } from '../support/real-gateway.ts';
import { waitFor } from '../support/wait.ts';
import { type ClientSession, openClient, patienceMs } from './client-session.ts';

const friend = '+12125550101';
const worker = '+12125550103';
const stranger = '+12125550199';

export function gatewayClient(gateway: () => RealGateway): void {
  describe('our client', () => {
    let real: RealGateway;
    let tap: Tap;
    let client: ClientSession;

    beforeAll(async () => {
      real = gateway();
      await real.furnish({
        imessage: { dmPolicy: 'allowlist', allowFrom: [friend, 12_125_550_102], groupAllowFrom: [] },
        accounts: { work: { allowFrom: [worker], groupPolicy: 'disabled' } },
        config: {
          accessGroups: {
            family: {
              type: 'message.senders',
              members: { imessage: ['a@example.com'], '*': ['b@example.com'] },
            },
          },
          commands: { ownerAllowFrom: [`imessage:${friend}`] },
        },
      });
      tap = await openTap(real.url);
      client = openClient(real, { url: tap.url, messagesDb: real.chatDbPath });
      await client.until('connected');
    }, patienceMs);

    afterAll(async () => {
      await client?.gateway.stop();
      await tap?.close();
    }, patienceMs);

    const read = (): Promise<AccessFacts> => client.gateway.readAccess();

    /** Edits on what is there now; the gateway may be busy with what came before. */
    async function edit(change: AccessEdit): Promise<EditOutcome> {
      const before = await read();
      const outcome = await client.gateway.edit(change, before);
      if (outcome.kind !== 'applied') return outcome;
      // What is expected of a write is what is read after it.
      const after = await read();
      expect(outcome.hash).toBe(after.baseHash);
      expect(listsPrint(after)).toBe(listsPrintAfter(before, change));
      return outcome;
    }

    function imessage(): JsonObject {
      return (real.readConfig() as { channels: { imessage: JsonObject } }).channels.imessage;
    }

    const raws = (entries: readonly { readonly raw: string | number }[] | null | undefined) =>
      entries?.map(({ raw }) => raw) ?? null;

    describe('connecting', () => {
      test('pairs silently as our own device, and keeps a key and a token that only the owner may read', async () => {
        expect(client.connections.map(({ state }) => state)).toEqual(['connecting', 'connected']);
        expect(client.connections.at(-1)).toEqual({
          state: 'connected',
          version: openclawVersion,
          url: tap.url,
          detail: null,
          notes: [],
        });
        const kept = readdirSync(client.stateDir).toSorted();
        expect(kept).toEqual(['gateway-device-token.json', 'gateway-device.json', 'gateway-place.json']);
        for (const path of kept.map((name) => join(client.stateDir, name))) {
          expect(statSync(path).mode & 0o777).toBe(0o600);
          expect(readFileSync(path, 'utf8')).not.toContain(real.token);
        }
        expect(tap.requests[0]).toMatchObject({
          method: 'connect',
          params: {
            client: { id: 'gateway-client', displayName: 'Peephole', mode: 'ui' },
            scopes: ['operator.read', 'operator.pairing', 'operator.admin'],
            auth: { token: real.token },
          },
        });
      });

      test('is found by the lock file, whatever port is configured, and needs no shared secret the second time', async () => {
        const direct = openClient(real, {
          env: { ...real.env, OPENCLAW_GATEWAY_PORT: '1' },
          stateDir: client.stateDir,
        });
        expect(await direct.until('connected')).toMatchObject({ url: real.url });
        // What it says of its config when it is reached is what the first reading shows.
        expect(direct.livesBy).toEqual([(await direct.gateway.readAccess()).appliedRevision]);
        await direct.gateway.stop();

        const again = openClient(real, { url: tap.url, stateDir: client.stateDir });
        await again.until('connected');
        await again.gateway.stop();
        const connects = tap.requests.filter(({ method }) => method === 'connect');
        expect(connects).toHaveLength(2);
        expect(JSON.stringify(connects[1]?.params.auth)).not.toContain(real.token);
      });
    });

    describe('reading', () => {
      test('everything about who is let in, of both accounts', async () => {
        const facts = await read();
        expect(facts).toMatchObject({
          applied: true,
          configured: true,
          rootEnabled: true,
          defaultAccountId: 'default',
          sharesMainSession: false,
          commandOwnerConfigured: true,
          commandOwners: [friend],
          commandSenders: null,
          channelConfigWrites: false,
          root: {
            direct: [
              { kind: 'handle', key: friend, raw: friend },
              { kind: 'handle', key: '+12125550102', raw: 12_125_550_102 },
            ],
            group: [],
          },
          groups: [
            {
              name: 'family',
              isSenderList: true,
              members: [{ key: 'a@example.com' }],
              sharedMembers: [{ key: 'b@example.com' }],
            },
          ],
        });
        expect(facts.accounts).toMatchObject([
          {
            id: 'default',
            enabled: true,
            directPolicy: 'allowlist',
            directPolicySetBy: 'root',
            groupPolicy: 'allowlist',
            groupPolicySetBy: null,
            own: { direct: null, group: null },
            messages: { kind: 'this-mac' },
            runtime: { running: true, lifecycle: 'ready' },
            paired: [],
          },
          {
            id: 'work',
            directPolicySetBy: 'root',
            groupPolicy: 'disabled',
            groupPolicySetBy: 'account',
            own: { direct: [{ key: worker }], group: null },
            messages: { kind: 'another-file', path: real.account('work').chatDbPath },
            runtime: { running: true },
            paired: [],
          },
        ]);
        expect(facts.bootId).not.toBe('');
        // Nobody answers strangers with codes, so nothing can wait.
        expect(facts.pairingQueue).toEqual({
          pending: new Map([
            ['default', 0],
            ['work', 0],
          ]),
          limit: 3,
        });
      });
    });

    describe('writing', () => {
      test(
        'our group and the reference to it, and what is read back',
        async () => {
          const lists = [
            { accountId: null, list: 'direct', entries: [friend, 'accessGroup:peephole'] },
          ] as const;
          expect(await edit({ ourMembers: ['+12125550111', 'c@example.com'], lists })).toEqual({
            kind: 'applied',
            hash: expect.any(String),
          });
          const facts = await read();
          expect(facts.applied).toBe(true);
          expect(raws(facts.root.direct)).toEqual([friend, 'accessGroup:peephole']);
          expect(facts.groups.find(({ name }) => name === 'peephole')).toMatchObject({
            isSenderList: true,
            members: [{ key: '+12125550111' }, { key: 'c@example.com' }],
          });
          expect(imessage().allowFrom).toEqual([friend, 'accessGroup:peephole']);
        },
        patienceMs,
      );

      test(
        'a member taken off, a shared list emptied, a list at an account: one write',
        async () => {
          const before = tap.requests.filter(({ method }) => method === 'config.patch').length;
          const outcome = await edit({
            ourMembers: ['c@example.com'],
            otherGroups: [{ name: 'family', shared: true, entries: [] }],
            lists: [{ accountId: 'work', list: 'group', entries: [worker, 'chat_id:7'] }],
            policies: [{ accountId: 'work', groupPolicy: 'allowlist' }],
          });
          expect(outcome).toEqual({ kind: 'applied', hash: expect.any(String) });
          expect(tap.requests.filter(({ method }) => method === 'config.patch')).toHaveLength(before + 1);
          const facts = await read();
          expect(raws(facts.groups.find(({ name }) => name === 'peephole')?.members)).toEqual([
            'c@example.com',
          ]);
          expect(facts.groups.find(({ name }) => name === 'family')).toMatchObject({
            members: [{ key: 'a@example.com' }],
            sharedMembers: [],
          });
          expect(raws(facts.accounts[1]?.own.group)).toEqual([worker, 'chat_id:7']);
          expect(facts.accounts[1]).toMatchObject({ groupPolicy: 'allowlist', groupPolicySetBy: 'account' });
        },
        patienceMs,
      );

      test(
        'null takes a list and a policy out, so that they are inherited again',
        async () => {
          const outcome = await edit({
            lists: [{ accountId: 'work', list: 'group', entries: null }],
            policies: [{ accountId: 'work', groupPolicy: null }],
          });
          expect(outcome).toEqual({ kind: 'applied', hash: expect.any(String) });
          expect((await read()).accounts[1]).toMatchObject({
            own: { group: null },
            groupPolicy: 'allowlist',
            groupPolicySetBy: null,
          });
          expect(imessage().accounts).toMatchObject({ work: { allowFrom: [worker] } });
          expect(Object.keys((imessage().accounts as { work: JsonObject }).work)).not.toContain(
            'groupAllowFrom',
          );
        },
        patienceMs,
      );

      test(
        'what changes nothing is applied too; what stands on an old base is a conflict and changes nothing',
        async () => {
          const old = await read();
          expect(await client.gateway.edit({ ourMembers: ['c@example.com'] }, old)).toEqual({
            kind: 'applied',
            hash: old.baseHash,
          });
          expect(await client.gateway.edit({ ourMembers: [] }, old)).toEqual({
            kind: 'applied',
            hash: expect.any(String),
          });
          const stale = await client.gateway.edit({ ourMembers: [stranger] }, old);
          expect(stale).toEqual({ kind: 'conflict' });
          expect((await read()).groups.find(({ name }) => name === 'peephole')?.members).toEqual([]);
        },
        patienceMs,
      );

      test(
        'what the gateway does not accept is refused, with its reason and nothing secret',
        async () => {
          const nonsense = {
            policies: [{ accountId: null, directPolicy: 'nonsense' }],
          } as unknown as AccessEdit;
          const outcome = await edit(nonsense);
          expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining('dmPolicy') });
          expect(JSON.stringify(outcome)).not.toContain(real.token);
          expect((await read()).accounts[0]?.directPolicy).toBe('allowlist');
        },
        patienceMs,
      );

      test(
        'the channel switched off and on again',
        async () => {
          expect(await edit({ enabled: false })).toEqual({ kind: 'applied', hash: expect.any(String) });
          const off = await read();
          expect(off.rootEnabled).toBe(false);
          expect(off.accounts.map(({ enabled }) => enabled)).toEqual([false, false]);
          expect(off.accounts.map(({ runtime }) => runtime?.running ?? false)).toEqual([false, false]);
          expect(await client.gateway.startChannel('default')).toBe(false);
          expect(await edit({ enabled: true })).toEqual({ kind: 'applied', hash: expect.any(String) });
          await waitFor(
            'both accounts to be ready',
            async () => [...(await client.gateway.readRuntime()).values()].every(({ ready }) => ready),
            patienceMs,
          );
        },
        patienceMs,
      );

      test(
        'a write that waits for a run of the agent is saved but not applied; a later one supersedes it',
        async () => {
          const hold = real.holdAgent('hold-1');
          real.chatDb.receive({ handle: friend, service: 'iMessage', text: 'hold-1', atMs: Date.now() });
          await hold.reached;
          const before = await read();
          const first = edit({ ourMembers: ['+12125550121'] });
          const waiting = await waitFor(
            'the first write to be saved',
            async () => {
              const facts = await read();
              const ours = facts.groups.find(({ name }) => name === 'peephole');
              return ours?.members.length === 1 ? facts : null;
            },
            patienceMs,
          );
          expect(waiting.applied).toBe(false);
          expect(listsPrint(waiting)).toBe(listsPrintAfter(before, { ourMembers: ['+12125550121'] }));
          const second = client.gateway.edit({ ourMembers: ['+12125550121', '+12125550122'] }, waiting);
          expect(await first).toEqual({ kind: 'superseded' });
          hold.release();
          expect(await second).toEqual({ kind: 'applied', hash: expect.any(String) });
          const facts = await read();
          expect(facts.applied).toBe(true);
          expect(facts.groups.find(({ name }) => name === 'peephole')?.members).toHaveLength(2);
        },
        patienceMs,
      );
    });

    describe('somebody else writes', () => {
      test(
        'a write in the moment of a hand edit is a conflict, although the gateway does not know of the edit yet',
        async () => {
          const base = await read();
          real.editConfigFile((config) => {
            const channels = config.channels as { imessage: JsonObject };
            channels.imessage.groupAllowFrom = ['+12125550131'];
          });
          const list = { accountId: null, list: 'group', entries: [] } as const;
          expect(await client.gateway.edit({ lists: [list] }, base)).toEqual({ kind: 'conflict' });
          expect(await edit({ lists: [list] })).toEqual({ kind: 'applied', hash: expect.any(String) });
        },
        patienceMs,
      );

      test(
        'a hand edit is pushed to us and read at once',
        async () => {
          const before = client.configChanges;
          real.editConfigFile((config) => {
            const channels = config.channels as { imessage: JsonObject };
            channels.imessage.groupAllowFrom = ['*'];
          });
          // Said first when the file changes, and again until the gateway has seen it too (OC-126).
          let said = before;
          const isRead = async (): Promise<boolean> => {
            if (client.configChanges === said) return false;
            said = client.configChanges;
            return raws((await read()).root.group)?.join() === '*';
          };
          await waitFor('the change to be said and read', isRead, patienceMs);
          expect(await edit({ lists: [{ accountId: null, list: 'group', entries: [] }] })).toEqual({
            kind: 'applied',
            hash: expect.any(String),
          });
        },
        patienceMs,
      );
    });

    describe('the pairing store', () => {
      test(
        'who waits with a code, and who was let in with one',
        async () => {
          expect(await edit({ policies: [{ accountId: null, directPolicy: 'pairing' }] })).toEqual({
            kind: 'applied',
            hash: expect.any(String),
          });
          real.chatDb.receive({ handle: stranger, service: 'iMessage', text: 'knock', atMs: Date.now() });
          await waitFor(
            'the request to wait',
            async () => (await read()).pairingQueue?.pending.get('default') === 1,
            patienceMs,
          );
          const { requests } = (await real.rpc('channels.pairing.list', { channel: 'imessage' })) as {
            requests: readonly { readonly requestId: string }[];
          };
          const requestId = requests[0]?.requestId;
          await real.rpc('channels.pairing.approve', {
            channel: 'imessage',
            accountId: 'default',
            requestId,
          });
          const facts = await read();
          expect(facts.accounts.map(({ paired }) => paired)).toEqual([[stranger], []]);
          expect([...(facts.pairingQueue?.pending ?? [])]).toEqual([
            ['default', 0],
            ['work', 0],
          ]);
          expect(await edit({ policies: [{ accountId: null, directPolicy: 'allowlist' }] })).toEqual({
            kind: 'applied',
            hash: expect.any(String),
          });
        },
        patienceMs,
      );
    });

    describe('the channel', () => {
      test(
        'each account stops and starts on its own, also during a run of the agent',
        async () => {
          const { gateway } = client;
          const running = async () =>
            [...(await gateway.readRuntime())].map(([id, one]) => [id, one.running]);
          await gateway.stopChannel('default');
          await gateway.stopChannel('default');
          expect(await running()).toEqual([
            ['default', false],
            ['work', true],
          ]);
          await gateway.stopChannel('work');
          expect(await running()).toEqual([
            ['default', false],
            ['work', false],
          ]);
          expect(await gateway.startChannel('default')).toBe(true);
          expect(await gateway.startChannel('work')).toBe(true);
          await waitFor(
            'both accounts to be ready',
            async () => [...(await gateway.readRuntime()).values()].every(({ ready }) => ready),
            patienceMs,
          );
        },
        patienceMs,
      );

      test('an account that nobody set up is not made up', async () => {
        expect(await client.gateway.startChannel('nobody')).toBe(false);
        expect([...(await client.gateway.readRuntime()).keys()]).toEqual(['default', 'work']);
      });

      test(
        'whom the assistant talks with',
        async () => {
          real.chatDb.receive({ handle: friend, service: 'iMessage', text: 'talk-1', atMs: Date.now() });
          await real.reachedAgent('talk-1');
          const conversations = await waitFor(
            'the conversation to be listed',
            async () => {
              const found = await client.gateway.readConversations();
              return found.some(({ participants }) => participants.includes(friend)) ? found : null;
            },
            patienceMs,
          );
          expect(conversations.flatMap(({ participants }) => participants)).not.toContain(stranger);
        },
        patienceMs,
      );
    });

    test(
      'a write whose connection is gone is saved all the same',
      async () => {
        const gone = await real.connect();
        const { hash } = (await gone.request('config.get')) as { hash: string };
        const raw = JSON.stringify({ channels: { imessage: { historyLimit: 17 } } });
        gone.call('config.patch', { baseHash: hash, raw }).catch(() => {});
        gone.close();
        await gone.closed;
        await waitFor('the write to be saved', () => imessage().historyLimit === 17 || null, patienceMs);
      },
      patienceMs,
    );

    describe('the rate limit', () => {
      test(
        'says when to come back',
        async () => {
          const facts = await read();
          const members = facts.groups.find(({ name }) => name === 'peephole')?.members ?? [];
          const ourMembers = members.map(({ raw }) => String(raw));
          const outcomes = await Promise.all(
            Array.from({ length: 40 }, () => client.gateway.edit({ ourMembers }, facts)),
          );
          const limited = outcomes.find(({ kind }) => kind === 'rate-limited');
          expect(limited).toMatchObject({ kind: 'rate-limited', retryAfterMs: expect.any(Number) });
        },
        patienceMs,
      );
    });

    test('over all of this, nothing went over the wire but the methods of the list', () => {
      const sent = new Set(tap.requests.map(({ method }) => method));
      expect([...sent].toSorted()).toEqual(['connect', ...gatewayMethods].toSorted());
    });
  });
}
