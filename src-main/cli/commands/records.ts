import type { ExposureView, LeakItem } from '#contract/views.ts';
import type { ReceiptItem, ReceiptMonth } from '#core/leak/receipt.ts';
import { sentence } from '#core/words/sentence.ts';
import { receiptJson } from '../json/receipt-json.ts';
import { addressee } from '../kit/addressee.ts';
import { call, optionText, withPeephole } from '../kit/ask.ts';
import type { Command } from '../kit/command.ts';
import type { Row, Screen } from '../kit/screen.ts';

/** What left this Mac to one sender, as a sentence. */
export function receiptSentence({ sent, tried, since, rowIds }: ReceiptItem, screen: Screen): string {
  const { words } = screen;
  if (sent === null) return `${words.say('fact.sent-unknown')}.`;
  const what = { sent: words.say('fact.sent', { count: sent }), time: screen.moment(since) };
  const left =
    rowIds === null
      ? words.say('cli.receipt', what)
      : words.say('cli.receipt-rows', { ...what, from: String(rowIds.from), to: String(rowIds.to) });
  return tried === null || tried === 0 ? left : `${left} ${words.say('fact.tried', { count: tried })}.`;
}

function receiptRow(receipt: ReceiptItem, screen: Screen): Row {
  const { words } = screen;
  const { sent, tried } = receipt;
  const text = sent === null ? words.say('fact.sent-unknown') : words.say('fact.sent', { count: sent });
  return {
    cells: [
      { text: receipt.handle, style: 'bold' },
      { text: words.say('row.times', { count: receipt.knocks }), style: 'dim' },
      { text: words.say('cli.since', { time: screen.moment(receipt.since) }), style: 'dim' },
      { text, style: sent === null ? 'yellow' : sent > 0 ? 'red' : undefined },
    ],
    notes:
      tried === null || tried === 0
        ? []
        : [{ text: words.say('fact.tried', { count: tried }), style: 'yellow' }],
  };
}

function summaryLines(summary: ReceiptMonth, screen: Screen): readonly string[] {
  const { words } = screen;
  const month = words.times.month(Date.parse(`${summary.month}-15T12:00:00Z`));
  const senders = words.say('history.senders', { count: summary.senders });
  const replies =
    summary.replies === null
      ? words.say('history.replies-unknown')
      : words.say('history.replies', { count: summary.replies });
  return [
    screen.bold(words.say('history.receipt', { month })),
    `${words.say('history.receipt-line', { senders, count: summary.knocks })} ${replies}`,
    ...summary.blindSpots.flatMap((spot) =>
      screen.paragraph({ text: `- ${words.say(`blind.${spot}`)}`, style: 'dim' }),
    ),
  ];
}

export const receiptCommand: Command = {
  name: 'receipt',
  summary: sentence('command.receipt'),
  operands: '[HANDLE]',
  minOperands: 0,
  maxOperands: 1,
  options: {},
  run: (context) =>
    withPeephole(context, async (client) => {
      const [handle] = context.args.operands;
      const answer = await call(client, 'receipt', handle === undefined ? {} : { handle });
      const { items, summary } = answer;
      return {
        json: receiptJson(answer),
        lines: (screen) => [
          ...(summary === null ? [] : [...summaryLines(summary, screen), '']),
          ...(items.length === 0 ? [screen.words.say('cli.no-one-wrote')] : []),
          ...screen.table(items.map((item) => receiptRow(item, screen))),
        ],
      };
    }),
};

function exposureRow({ handle, at, kind }: ExposureView, screen: Screen): Row {
  return {
    cells: [{ text: handle, style: 'bold' }, { text: screen.moment(at) }, { text: kind, style: 'dim' }],
  };
}

export const exposureCommand: Command = {
  name: 'exposure',
  summary: sentence('command.exposure'),
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  options: {},
  run: (context) =>
    withPeephole(context, async (client) => {
      const { items } = await call(client, 'exposure', {});
      return {
        json: { items },
        lines: (screen) =>
          items.length === 0
            ? [screen.words.say('silence.exposure-none')]
            : [
                screen.bold(screen.words.say('silence.exposure')),
                ...screen.table(items.map((item) => exposureRow(item, screen))),
              ],
      };
    }),
};

function leakRow(leak: LeakItem, screen: Screen): Row {
  const { id, kind, at, clearedAt } = leak;
  const { words } = screen;
  const text = words.say(`leak.line-${kind}`, { handle: addressee(leak, screen), when: screen.moment(at) });
  const isOpen = clearedAt === null;
  const state = isOpen
    ? words.say('cli.leak-open')
    : words.say('cli.leak-cleared', { time: screen.moment(clearedAt) });
  return {
    cells: [{ text: id }, { text: state, style: isOpen ? 'red' : 'dim' }, { text }],
  };
}

export const leaksCommand: Command = {
  name: 'leaks',
  summary: sentence('command.leaks'),
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  options: { clear: { takes: 'value', placeholder: 'ID', help: sentence('option.clear') } },
  run: (context) =>
    withPeephole(context, async (client) => {
      const clear = optionText(context, 'clear');
      const { items } = await call(client, 'leaks', clear === undefined ? {} : { clear });
      return {
        json: { items },
        lines: (screen) =>
          items.length === 0
            ? [screen.words.say('cli.no-leaks')]
            : screen.table(items.map((item) => leakRow(item, screen))),
      };
    }),
};
