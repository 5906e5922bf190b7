import type { Output } from '#contract/contract.ts';
import type { AccountExplanation, Answer } from '#core/access/explain.ts';
import type { ReceiptItem } from '#core/leak/receipt.ts';
import { wasYoursText } from '#core/surface/sender-words.ts';
import { sentence } from '#core/words/sentence.ts';
import { call, withPeephole } from '../kit/ask.ts';
import type { Command } from '../kit/command.ts';
import { plain, type Row, type Screen } from '../kit/screen.ts';
import { receiptSentence } from './records.ts';

function answerRow(what: string, { allowed, rule, setting }: Answer, { words }: Screen): Row {
  const said = allowed === null ? 'explain.maybe' : allowed ? 'explain.yes' : 'explain.no';
  const style = allowed === null ? 'yellow' : allowed ? 'green' : undefined;
  return {
    cells: [{ text: what }, { text: words.say(said), style }, { text: words.say(`rule.${rule}`) }],
    notes: setting === null ? [] : [{ text: setting, style: 'dim' }],
  };
}

function answerRows(
  { dm, group, command }: Omit<AccountExplanation, 'accountId'>,
  screen: Screen,
): readonly Row[] {
  const { words } = screen;
  return [
    answerRow(words.say('explain.dm'), dm, screen),
    answerRow(words.say('explain.group'), group, screen),
    answerRow(words.say('explain.command'), command, screen),
  ];
}

function explainLines(
  answer: Output<'explain'>,
  receipt: ReceiptItem | null,
  screen: Screen,
): readonly string[] {
  const { handle, accounts, wasYours } = answer;
  const [only, ...more] = accounts;
  const perAccount =
    only === undefined || more.length === 0
      ? screen.table(answerRows(answer, screen))
      : accounts.flatMap((account) => [
          screen.bold(screen.words.say('cli.account', { account: account.accountId })),
          ...screen.table(answerRows(account, screen), 2),
        ]);
  return [
    screen.words.say('cli.explain-title', { handle: screen.bold(plain(handle)) }),
    ...(wasYours === null
      ? []
      : screen.paragraph({
          text: `! ${wasYoursText(wasYours, screen.words, screen.nowMs)}`,
          style: 'yellow',
        })),
    ...perAccount,
    ...(receipt === null ? [] : screen.paragraph({ text: receiptSentence(receipt, screen), style: 'dim' })),
  ];
}

export const explainCommand: Command = {
  name: 'explain',
  summary: sentence('command.explain'),
  operands: 'HANDLE',
  minOperands: 1,
  maxOperands: 1,
  options: {},
  run: (context) =>
    withPeephole(context, async (client) => {
      const [handle = ''] = context.args.operands;
      const answer = await call(client, 'explain', { handle });
      // Someone who never wrote has no receipt, and can be explained all the same.
      const receipt = await call(client, 'receipt', { handle }).then(
        ({ items: [item] }) => item ?? null,
        () => null,
      );
      return { json: { ...answer, receipt }, lines: (screen) => explainLines(answer, receipt, screen) };
    }),
};
