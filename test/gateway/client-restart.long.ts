import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealGateway, startRealGateway } from '../support/real-gateway.ts';
import { waitFor } from '../support/wait.ts';
import { openClient, patienceMs } from './client-session.ts';

const friend = '+12125550101';

let real: RealGateway;
beforeAll(async () => {
  real = await startRealGateway({
    imessage: { dmPolicy: 'allowlist', allowFrom: [friend], groupAllowFrom: [] },
  });
}, patienceMs);
afterAll(() => real?.stop(), patienceMs);

test(
  'we are back by ourselves, and know that it is another run',
  async () => {
    const direct = openClient(real);
    await direct.until('connected');
    const before = await direct.gateway.readAccess();
    const seen = direct.connections.length;
    await real.restart();
    expect(await direct.until('connected', seen)).toMatchObject({ detail: null });
    expect(direct.connections.slice(seen).at(0)?.state).toBe('connecting');
    const after = await direct.gateway.readAccess();
    expect(after.bootId).not.toBe(before.bootId);
    // The same config has the same names in another run of the gateway.
    expect(after).toMatchObject({ baseHash: before.baseHash, appliedRevision: before.appliedRevision });
    expect(direct.livesBy).toEqual([before.appliedRevision, before.appliedRevision]);
    await direct.gateway.stop();
  },
  patienceMs,
);

test(
  'a gateway that is killed is said to be gone, and calls say so; what was being written is unknown',
  async () => {
    const direct = openClient(real);
    await direct.until('connected');
    const facts = await direct.gateway.readAccess();
    const hold = real.holdAgent('hold-2');
    real.chatDb.receive({ handle: friend, service: 'iMessage', text: 'hold-2', atMs: Date.now() });
    await hold.reached;
    const pending = direct.gateway.edit({ ourMembers: ['+12125550131'] }, facts);
    await waitFor(
      'the write to be saved',
      async () => (await direct.gateway.readAccess()).baseHash !== facts.baseHash,
      patienceMs,
    );
    const seen = direct.connections.length;
    await real.kill('SIGKILL');
    hold.release();
    expect((await pending).kind).toBe('unknown');
    const gone = await direct.until('unreachable', seen);
    expect(gone.detail?.key).toBe('gateway.not-running');
    await expect(direct.gateway.readAccess()).rejects.toThrow(/not running|not connected/);
    await real.start();
    await direct.until('connected', seen);
    expect((await direct.gateway.readAccess()).groups).toContainEqual(
      expect.objectContaining({
        name: 'peephole',
        members: [expect.objectContaining({ key: '+12125550131' })],
      }),
    );
    await direct.gateway.stop();
  },
  patienceMs * 2,
);
