import type { InviteView } from '#contract/views.ts';
import { sentence } from '#core/words/sentence.ts';
import { usage } from '../kit/args.ts';
import { call, optionText, withPeephole } from '../kit/ask.ts';
import type { Command, CommandContext } from '../kit/command.ts';
import type { Row, Screen } from '../kit/screen.ts';

const maxHours = 168;

/** @returns hours; undefined: not said. @throws PeepholeError `usage` */
function hoursOf(context: CommandContext): number | undefined {
  const text = optionText(context, 'for');
  if (text === undefined) return undefined;
  const [, count = '', unit] = /^(\d{1,3})([hd])$/.exec(text) ?? [];
  const hours = Number(count) * (unit === 'd' ? 24 : 1);
  if (count === '' || hours < 1 || hours > maxHours) {
    throw usage(sentence('usage.for-invite', { hours: maxHours, days: maxHours / 24, value: text }));
  }
  return hours;
}

function stateText({ state, spentBy, expiresAt }: InviteView, screen: Screen): string {
  const { words } = screen;
  if (state === 'spent') return words.say('invite.state-spent', { handle: spentBy ?? '' });
  return state === 'open'
    ? words.say('invite.state-open', { until: screen.until(expiresAt) })
    : words.say('invite.state-expired');
}

function inviteRow(invite: InviteView, screen: Screen): Row {
  const made = screen.words.say('invite.made', { when: screen.moment(invite.createdAt) });
  return {
    cells: [
      { text: made },
      { text: stateText(invite, screen), style: invite.state === 'open' ? 'bold' : 'dim' },
    ],
  };
}

export const inviteCommand: Command = {
  name: 'invite',
  summary: sentence('command.invite'),
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  options: { for: { takes: 'value', placeholder: '24h', help: sentence('option.for-invite') } },
  run: (context) =>
    withPeephole(context, async (client) => {
      const hours = hoursOf(context);
      const { invite } = await call(client, 'invite', hours === undefined ? {} : { hours });
      return {
        json: { invite },
        lines: (screen) => [
          screen.bold(invite.code ?? ''),
          screen.words.say('invite.once', { until: screen.until(invite.expiresAt) }),
          ...screen.paragraph({ text: screen.words.say('invite.text'), style: 'dim' }),
        ],
      };
    }),
};

export const invitesCommand: Command = {
  name: 'invites',
  summary: sentence('command.invites'),
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  options: {},
  run: (context) =>
    withPeephole(context, async (client) => {
      const { items } = await call(client, 'invites', {});
      return {
        json: { items },
        lines: (screen) =>
          items.length === 0
            ? [screen.words.say('cli.no-codes')]
            : screen.table(items.map((item) => inviteRow(item, screen))),
      };
    }),
};
