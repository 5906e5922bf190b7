import type { ChannelView } from '#core/reconcile/channel-view.ts';
import { usage } from '../kit/args.ts';
import { call, waitOption, waitSpec, withPeephole } from '../kit/ask.ts';
import type { Command } from '../kit/command.ts';
import type { Screen } from '../kit/screen.ts';

/** Where the channel stands, as one line. */
function channelLine({ state, persisted, heldBy }: ChannelView, { words }: Screen): string {
  if (heldBy === 'removal') return words.say('strip.held');
  const said = `${words.say('side.channel')}: ${words.say(`side.channel-${state}`).toLowerCase()}`;
  const isSettled = state === 'on' || state === 'off';
  if (!isSettled) return said.endsWith('…') ? said : `${said}.`;
  return persisted
    ? `${said}. It stays so when the gateway restarts.`
    : `${said} for now. Not yet so after a gateway restart.`;
}

export const channelCommand: Command = {
  name: 'channel',
  summary: 'the switch of the iMessage channel, for every account',
  operands: 'on|off',
  leastOperands: 1,
  mostOperands: 1,
  options: waitSpec,
  notes: [
    'off takes effect at once. on answers what approved people wrote in the last two hours.',
    'retry (in place of on or off) tries again to write a removal that the gateway refused.',
  ],
  run: (context) =>
    withPeephole(context, async (client) => {
      const [word] = context.args.operands;
      if (word === 'retry') {
        const { channel } = await call(client, 'retry-removal', {});
        return { json: { channel }, lines: (screen) => [channelLine(channel, screen)] };
      }
      if (word !== 'on' && word !== 'off') throw usage(`channel is switched on or off, not "${word}".`);
      const wait = waitOption(context);
      if (wait.waitMs !== undefined) {
        context.tell(
          context.screen.words.say(word === 'on' ? 'menu.channel-starting' : 'menu.channel-stopping'),
        );
      }
      const { channel } = await call(client, 'channel', { on: word === 'on', ...wait });
      return { json: { channel }, lines: (screen) => [channelLine(channel, screen)] };
    }),
};
