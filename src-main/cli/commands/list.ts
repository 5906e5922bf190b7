import type { ApiClient } from '#contract/client.ts';
import { commands, listStates } from '#contract/commands.schema.ts';
import type { Input, Output } from '#contract/contract.ts';
import { problemSentence } from '#core/decision/decision-error.ts';
import { shownOf } from '#core/surface/crowds.ts';
import { doingKey, isUnderWay } from '#core/surface/menu-senders.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { accessText, warningsOf, warningText, wasYoursText } from '#core/surface/sender-words.ts';
import { type Shelf, shelves } from '#core/surface/shelf.ts';
import type { WordKey } from '#core/words/catalogue.ts';
import { sentence } from '#core/words/sentence.ts';
import type { Words } from '#core/words/words.ts';
import { crowdJson } from '../json/crowd-json.ts';
import { senderJson } from '../json/decision-json.ts';
import { call, optionText, withPeephole } from '../kit/ask.ts';
import type { Command } from '../kit/command.ts';
import type { Cell, Row, Screen } from '../kit/screen.ts';

type Crowd = Output<'list'>['crowds'][number];

/** Notes stand under the handle, behind the dot of a new one. */
const underHandle = 5;

const titles = {
  waiting: 'state.waiting',
  known: 'list.known',
  approved: 'state.approved',
  ignored: 'state.ignored',
  blocked: 'state.blocked',
  automated: 'page.automated',
} as const satisfies Readonly<Record<Shelf, WordKey>>;

function stateText(sender: SenderView, screen: Screen): string {
  const { words } = screen;
  const { decision } = sender;
  if (decision && isUnderWay(sender)) return words.say(doingKey(decision.verdict));
  if (sender.state !== 'approved') return '';
  const until = sender.until === null ? '' : `, ${screen.until(sender.until)}`;
  const access = sender.accessKnown && sender.via === null ? '' : accessText(sender, words);
  return `${access}${until}`;
}

function notesOf(sender: SenderView, screen: Screen): readonly Cell[] {
  const { words } = screen;
  const facts: string[] = [];
  const state = stateText(sender, screen);
  if (state !== '') facts.push(state);
  if (sender.contact !== null) facts.push(words.say('row.contact', { name: sender.contact }));
  if (sender.bringsInvite) facts.push(words.say('row.invite'));
  if (sender.codeGuesses > 0) facts.push(words.say('fact.guesses', { count: sender.codeGuesses }));
  if (sender.adopted) facts.push(words.say('access.adopted'));
  if (sender.shelf === 'waiting' && !sender.approvable) facts.push(words.say('menu.cant-approve'));
  const notes: Cell[] = facts.length === 0 ? [] : [{ text: facts.join(' · '), style: 'dim' }];
  if (sender.decision?.error && sender.decision.progress !== 'confirmed') {
    notes.push({ text: `! ${words.sentence(problemSentence(sender.decision.error))}`, style: 'yellow' });
  }
  // To a stranger nothing should ever leave; to people the owner writes to, much does.
  if (sender.sent !== null && sender.sent > 0 && sender.shelf === 'waiting') {
    notes.push({ text: `! ${words.say('fact.sent', { count: sender.sent })}`, style: 'red' });
  }
  if (sender.tried !== null && sender.tried > 0 && sender.shelf === 'waiting') {
    notes.push({ text: `! ${words.say('fact.tried', { count: sender.tried })}`, style: 'yellow' });
  }
  if (sender.wasYours !== null) {
    notes.push({ text: `! ${wasYoursText(sender.wasYours, words, screen.nowMs)}`, style: 'yellow' });
  }
  if (sender.state === 'waiting') {
    for (const sign of warningsOf(sender)) {
      notes.push({ text: `! ${warningText(sign, sender, words)}`, style: 'yellow' });
    }
  }
  return notes;
}

/** A crowd in one line: how many, and what they wrote. */
function crowdRow({ id, count }: Crowd, newest: SenderView, screen: Screen): Row {
  const { words } = screen;
  const { cells, notes = [] } = rowOf(shownOf(newest), screen);
  const [dot, , ...facts] = cells;
  const title = words.say('crowd.title', { count });
  const how = words.say('cli.crowd-do', { id });
  return {
    cells: [dot ?? { text: ' ' }, { text: title, style: 'bold' }, ...facts],
    notes: [...notes, { text: how, style: 'dim' }],
  };
}

function rowOf(sender: SenderView, screen: Screen): Row {
  const { words } = screen;
  return {
    cells: [
      { text: sender.new ? '•' : ' ' },
      { text: sender.handle, style: 'bold' },
      { text: sender.service },
      { text: screen.ago(sender.lastSeenAt), style: 'dim' },
      { text: sender.knocks > 1 ? words.say('row.times', { count: sender.knocks }) : '', style: 'dim' },
      {
        text: sender.preview ?? words.say('row.no-text'),
        style: sender.preview === null ? 'dim' : undefined,
      },
    ],
    notes: notesOf(sender, screen),
  };
}

/**
 * `list` for people: a table for each state, waiting people first.
 * @param crowds those that take one place, where the newest of them stands.
 */
export function listLines(
  senders: readonly SenderView[],
  crowds: readonly Crowd[],
  screen: Screen,
): readonly string[] {
  const crowdOf = (sender: SenderView) => crowds.find(({ textMark }) => textMark === sender.textMark) ?? null;
  const blocks = shelves.flatMap((shelf) => {
    const held = senders.filter((sender) => sender.shelf === shelf);
    if (held.length === 0) return [];
    const people = held.reduce((sum, sender) => sum + (crowdOf(sender)?.count ?? 1), 0);
    const heading = screen.bold(`${screen.words.say(titles[shelf])} (${screen.words.times.number(people)})`);
    return [
      [
        heading,
        ...screen.table(
          held.map((sender) => {
            const crowd = crowdOf(sender);
            return crowd === null ? rowOf(sender, screen) : crowdRow(crowd, sender, screen);
          }),
          0,
          underHandle,
        ),
      ],
    ];
  });
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

export const listCommand: Command = {
  name: 'list',
  summary: sentence('command.list'),
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  options: {
    state: {
      takes: 'value',
      placeholder: 'STATE',
      choices: listStates,
      help: sentence('option.state', { states: listStates.join(', ') }),
    },
    each: { takes: 'nothing', help: sentence('option.each') },
    all: { takes: 'nothing', help: sentence('option.all') },
  },
  run: (context) =>
    withPeephole(context, async (client) => {
      const { options } = context.args;
      const state = optionText(context, 'state');
      // A program is told of everybody by themselves, and which of them are a crowd.
      const together = !context.json && !options.has('each');
      const input = commands.list.input.parse({ state, ...(together && { together }) });
      const { senders, crowds, total, next, textsWithheld } = options.has('all')
        ? await listAll(client, input)
        : await call(client, 'list', input);
      return {
        json: {
          senders: senders.map(senderJson),
          crowds: crowds.map((crowd) => crowdJson(crowd, senders)),
          total,
          textsWithheld,
        },
        lines: (screen) => [
          ...(senders.length > 0
            ? listLines(senders, together ? crowds : [], screen)
            : [emptyLine(input.state ?? 'all', screen.words)]),
          ...(next === null ? [] : ['', screen.words.say('cli.list-more', { count: total })]),
          ...(textsWithheld ? ['', screen.words.say('request.texts-withheld')] : []),
        ],
      };
    }),
};

/** Every page, as if it were one. */
async function listAll(client: ApiClient, input: Input<'list'>): Promise<Output<'list'>> {
  const first = await call(client, 'list', input);
  const senders = [...first.senders];
  const crowds = new Map(first.crowds.map((crowd) => [crowd.textMark, crowd]));
  for (let after = first.next; after !== null; ) {
    const page = await call(client, 'list', { ...input, after });
    senders.push(...page.senders);
    for (const crowd of page.crowds) crowds.set(crowd.textMark, crowd);
    after = page.next;
  }
  return { ...first, senders, crowds: [...crowds.values()], next: null };
}

function emptyLine(state: (typeof listStates)[number], words: Words): string {
  return state === 'all' ? words.say('cli.no-one-wrote') : `${words.say(`empty.${state}`)}.`;
}
