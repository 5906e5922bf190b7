import { expect, test } from 'vitest';
import type { GatewayConnectionState } from '#core/ports/gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import { checkGatewayOf } from '../../../../src-main/cli/doctor/gateway-checks.ts';
import { temporaryStateDir } from '../../../support/ledger.ts';
import { calmStatus } from '../../../support/views.ts';

const gatewayCheck = (gateway: Partial<typeof calmStatus.gateway>) =>
  checkGatewayOf({ ...calmStatus, gateway: { ...calmStatus.gateway, ...gateway } }, temporaryStateDir())[0];

test('a release that was never checked works, and is said', () => {
  const note = sentence('gateway.unchecked-release', { version: '2026.12.1', checked: '2026.9.6' });
  expect(gatewayCheck({ notes: [note] })).toMatchObject({ ok: true, fix: note });
  expect(gatewayCheck({})).toMatchObject({ ok: true, fix: null });
});

test.each(['another', 'unidentified', 'not-local'] satisfies GatewayConnectionState[])(
  'a gateway that is not ours (%s) is not in order, with the connection’s own reason',
  (state) => {
    const detail = sentence('gateway.another-listener', { url: 'ws://127.0.0.1:1' });
    expect(gatewayCheck({ state, version: null, detail })).toMatchObject({ ok: false, fix: detail });
  },
);
