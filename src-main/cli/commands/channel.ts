import type { ChannelView } from '#core/reconcile/channel-view.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import { sentence } from '#core/words/sentence.ts';
import { usage } from '../kit/args.ts';
import { call, waitOption, waitSpec, withPeephole } from '../kit/ask.ts';
import type { Command } from '../kit/command.ts';
import type { Screen } from '../kit/screen.ts';
import { accountLines } from './status.ts';

/** Where the channel stands, as one line. */
function channelLine({ state, persisted, heldBy }: ChannelView, { words }: Screen): string {
  if (heldBy === 'removal') return words.say('strip.held');
  const said = words.say(`cli.channel-${state}`);
  if (state !== 'on' && state !== 'off') return said;
  return words.say(persisted ? 'cli.channel-stays' : 'cli.channel-for-now', { state: said });
}

/** The switch is one for all accounts, and may find them in different states. */
function channelLines(channel: ChannelView, status: StatusView, screen: Screen): readonly string[] {
  return [channelLine(channel, screen), ...accountLines(status, screen)];
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
        const status = await call(client, 'status', {});
        return { json: { channel }, lines: (screen) => channelLines(channel, status, screen) };
      }
      if (word !== 'on' && word !== 'off') throw usage(sentence('usage.channel', { word: word ?? '' }));
      const wait = waitOption(context);
      if (wait.waitMs !== undefined) {
        context.tell(
          context.screen.words.say(word === 'on' ? 'menu.channel-starting' : 'menu.channel-stopping'),
        );
      }
      const { channel } = await call(client, 'channel', { on: word === 'on', ...wait });
      const status = await call(client, 'status', {});
      return { json: { channel }, lines: (screen) => channelLines(channel, status, screen) };
    }),
};
