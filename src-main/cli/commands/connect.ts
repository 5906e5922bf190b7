import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StatusView } from '#core/surface/app-state.ts';
import { sentence } from '#core/words/sentence.ts';
import { statusJson } from '../json/status-json.ts';
import { call, optionText, withPeephole } from '../kit/ask.ts';
import type { Command } from '../kit/command.ts';
import { placeOptions } from './serve.ts';
import { gatewayLines } from './status.ts';

/** A gateway that is there is connected within this, ms. */
const patienceMs = 8_000;
const lookEveryMs = 200;

/** Takes the gateway that answers now for the owner's, and may show it the shared secret once (RULE-6.17). */
export const connectCommand: Command = {
  name: 'connect',
  summary: sentence('command.connect'),
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  options: { 'openclaw-config': placeOptions['openclaw-config'] },
  notes: [sentence('note.connect'), sentence('note.connect-config')],
  run: (context) =>
    withPeephole(context, async (client) => {
      const config = optionText(context, 'openclaw-config');
      await call(client, 'connect-anew', config === undefined ? {} : { config: resolve(config) });
      let status: StatusView = await call(client, 'status', {});
      const untilMs = performance.now() + patienceMs;
      while (status.gateway.state !== 'connected' && performance.now() < untilMs) {
        await delay(lookEveryMs);
        status = await call(client, 'status', {});
      }
      const shown = status;
      return {
        json: { ok: shown.gateway.state === 'connected', gateway: statusJson(shown).gateway },
        lines: (screen) => gatewayLines(shown, screen),
        exitCode: shown.gateway.state === 'connected' ? 0 : 1,
      };
    }),
};
