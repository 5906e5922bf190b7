import { commands } from '#contract/commands.schema.ts';
import type { Input } from '#contract/contract.ts';
import { isByGroup } from '#core/access/access.ts';
import type { WarningId } from '#core/sender/warnings.ts';
import { doingKey, isUnderWay } from '#core/surface/menu-senders.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { Words } from '#core/words/words.ts';
import { call, optionText, withPeephole } from '../kit/ask.ts';
import type { Command } from '../kit/command.ts';
import type { Cell, Row, Screen } from '../kit/screen.ts';

const states = ['waiting', 'approved', 'ignored', 'blocked', 'known', 'automated', 'all'] as const;

/** Notes stand under the handle, behind the dot of a new one. */
const underHandle = 5;

interface Shelf {
  readonly title: string;
  readonly holds: (sender: SenderView) => boolean;
}

const isWaiting = (sender: SenderView, group: SenderView['group']): boolean =>
  sender.state === 'waiting' && sender.group === group;

/** In the order an owner looks at them: whoever waits for an answer first. */
function shelves(words: Words): readonly Shelf[] {
  return [
    { title: words.say('state.waiting'), holds: (sender) => isWaiting(sender, 'person') },
    { title: words.say('list.known'), holds: (sender) => isWaiting(sender, 'known') },
    { title: words.say('state.approved'), holds: ({ state }) => state === 'approved' },
    { title: words.say('state.ignored'), holds: ({ state }) => state === 'ignored' },
    { title: words.say('state.blocked'), holds: ({ state }) => state === 'blocked' },
    { title: words.say('page.automated'), holds: (sender) => isWaiting(sender, 'automated') },
  ];
}

/** By what somebody is let in, in words. */
function accessText(sender: SenderView, words: Words): string {
  const { via } = sender;
  if (via === null) return sender.accessKnown ? '' : words.say('access.unknown');
  if (isByGroup(via)) return words.say('access.group', { name: via.slice('group:'.length) });
  return words.say(`access.${via}`);
}

function warningText(warning: WarningId, sender: SenderView, words: Words): string {
  if (warning === 'look-alike' && sender.resembles !== null) {
    return words.say('warning.resembles', { other: sender.resembles });
  }
  return words.say(`warning.${warning}`);
}

function stateText(sender: SenderView, screen: Screen): string {
  const { words } = screen;
  const { decision } = sender;
  if (decision && isUnderWay(sender)) return words.say(doingKey(decision.verdict));
  if (sender.state !== 'approved') return '';
  const until = sender.until === null ? '' : `, ${screen.until(sender.until)}`;
  return `${accessText(sender, words)}${until}`;
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
  if (isWaiting(sender, 'person') && !sender.approvable) facts.push(words.say('menu.cant-approve'));
  const notes: Cell[] = facts.length === 0 ? [] : [{ text: facts.join(' · '), style: 'dim' }];
  if (sender.decision?.error && sender.decision.progress !== 'confirmed') {
    notes.push({ text: `! ${sentenceOf(sender.decision.error)}`, style: 'yellow' });
  }
  // To a stranger nothing should ever leave; to people the owner writes to, much does.
  if (sender.sent !== null && sender.sent > 0 && isWaiting(sender, 'person')) {
    notes.push({ text: `! ${words.say('fact.sent', { count: sender.sent })}`, style: 'red' });
  }
  if (sender.state === 'waiting') {
    for (const warning of sender.warnings) {
      notes.push({ text: `! ${warningText(warning, sender, words)}`, style: 'yellow' });
    }
  }
  return notes;
}

/** The sentence of a decision's error, without its code. */
export function sentenceOf(error: string): string {
  return error.replace(/^[a-z-]+: /, '');
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

/** `list` for people: a table for each state, waiting people first. */
export function listLines(senders: readonly SenderView[], screen: Screen): readonly string[] {
  const blocks = shelves(screen.words).flatMap(({ title, holds }) => {
    const held = senders.filter(holds);
    if (held.length === 0) return [];
    const heading = screen.bold(`${title} (${screen.words.times.number(held.length)})`);
    return [
      [
        heading,
        ...screen.table(
          held.map((sender) => rowOf(sender, screen)),
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
  summary: 'everyone who wrote, newest first',
  operands: '',
  leastOperands: 0,
  mostOperands: 0,
  options: {
    state: {
      takes: 'value',
      placeholder: 'STATE',
      choices: states,
      help: `Only these: ${states.join(', ')}.`,
    },
  },
  run: (context) =>
    withPeephole(context, async (client) => {
      const state = optionText(context, 'state');
      const input: Input<'list'> = state === undefined ? {} : commands.list.input.parse({ state });
      const answer = await call(client, 'list', input);
      return {
        json: answer,
        lines: (screen) =>
          answer.senders.length > 0
            ? listLines(answer.senders, screen)
            : [emptyLine(state ?? 'all', screen.words)],
      };
    }),
};

function emptyLine(state: string, words: Words): string {
  const empty = {
    waiting: 'empty.waiting',
    known: 'empty.known',
    approved: 'empty.people',
    ignored: 'empty.ignored',
    blocked: 'empty.blocked',
    automated: 'empty.automated',
  } as const;
  const key = Object.entries(empty).find(([name]) => name === state)?.[1];
  return key === undefined ? 'No one has written yet.' : `${words.say(key)}.`;
}
