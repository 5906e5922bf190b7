import type { ChannelView } from '#core/reconcile/channel-view.ts';
import { sentence } from '#core/words/sentence.ts';
import { usage } from '../kit/args.ts';
import { call, waitOption, waitSpec, withPeephole } from '../kit/ask.ts';
import type { Command } from '../kit/command.ts';
import type { Screen } from '../kit/screen.ts';

/** Where the channel stands, as one line. */
function channelLine({ state, persisted, heldBy }: ChannelView, { words }: Screen): string {
  if (heldBy === 'removal') return words.say('strip.held');
  const said = words.say(`cli.channel-${state}`);
  if (state !== 'on' && state !== 'off') return said;
  return words.say(persisted ? 'cli.channel-stays' : 'cli.channel-for-now', { state: said });
}

export const channelCommand: Command = {
  name: 'channel',
  summary: sentence('command.channel'),
  operands: 'on|off',
  minOperands: 1,
  maxOperands: 1,
  options: waitSpec,
  notes: [sentence('note.channel'), sentence('note.channel-retry')],
  run: (context) =>
    withPeephole(context, async (client) => {
      const [word] = context.args.operands;
      if (word === 'retry') {
        const { channel } = await call(client, 'retry-removal', {});
        return { json: { channel }, lines: (screen) => [channelLine(channel, screen)] };
      }
      if (word !== 'on' && word !== 'off') throw usage(sentence('usage.channel', { word: word ?? '' }));
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
