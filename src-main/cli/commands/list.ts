import { commands, listStates } from '#contract/commands.schema.ts';
import type { Input } from '#contract/contract.ts';
import { problemSentence } from '#core/decision/decision-error.ts';
import { type CrowdView, crowdsOf, placesOf, shownOf } from '#core/surface/crowds.ts';
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
import { crowdId } from '../kit/crowd-id.ts';
import type { Cell, Row, Screen } from '../kit/screen.ts';

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
function crowdRow(crowd: CrowdView, screen: Screen): Row {
  const { words } = screen;
  const { cells, notes = [] } = rowOf(shownOf(crowd.members[0]), screen);
  const [dot, , ...facts] = cells;
  const title = words.say('crowd.title', { count: crowd.members.length });
  const how = words.say('cli.crowd-do', { id: crowdId(crowd) });
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

/** `list` for people: a table for each state, waiting people first. @param each every member of a crowd by themselves. */
export function listLines(senders: readonly SenderView[], screen: Screen, each = false): readonly string[] {
  const blocks = shelves.flatMap((shelf) => {
    const held = senders.filter((sender) => sender.shelf === shelf);
    if (held.length === 0) return [];
    const heading = screen.bold(
      `${screen.words.say(titles[shelf])} (${screen.words.times.number(held.length)})`,
    );
    return [
      [
        heading,
        ...screen.table(
          placesOf(held, crowdsOf(each ? [] : held)).map((place) =>
            'members' in place ? crowdRow(place, screen) : rowOf(place, screen),
          ),
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
  },
  run: (context) =>
    withPeephole(context, async (client) => {
      const state = optionText(context, 'state');
      const input: Input<'list'> = state === undefined ? {} : commands.list.input.parse({ state });
      const answer = await call(client, 'list', input);
      return {
        json: {
          senders: answer.senders.map(senderJson),
          crowds: [...crowdsOf(answer.senders).values()].map(crowdJson),
          textsWithheld: answer.textsWithheld,
        },
        lines: (screen) => [
          ...(answer.senders.length > 0
            ? listLines(answer.senders, screen, context.args.options.has('each'))
            : [emptyLine(input.state ?? 'all', screen.words)]),
          ...(answer.textsWithheld ? ['', screen.words.say('request.texts-withheld')] : []),
        ],
      };
    }),
};

function emptyLine(state: (typeof listStates)[number], words: Words): string {
  return state === 'all' ? words.say('cli.no-one-wrote') : `${words.say(`empty.${state}`)}.`;
}
