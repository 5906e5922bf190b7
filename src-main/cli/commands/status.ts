import type { StatusView } from '#core/surface/app-state.ts';
import { silenceKey } from '#core/surface/menu-model.ts';
import type { WordKey } from '#core/words/catalogue.ts';
import type { Sentence } from '#core/words/sentence.ts';
import { sentence } from '#core/words/sentence.ts';
import { statusJson } from '../json/status-json.ts';
import { addressee } from '../kit/addressee.ts';
import { call, withPeephole } from '../kit/ask.ts';
import type { Command } from '../kit/command.ts';
import type { Cell, Row, Screen } from '../kit/screen.ts';
import { silenceStyle } from '../kit/silence-style.ts';

/** The first thing an owner wants to know. */
export function silenceLine(status: StatusView, screen: Screen): string {
  const text = `${screen.words.say(silenceKey(status))}.`;
  return screen.paint({ text, style: silenceStyle[status.silence.state] });
}

function waitingText({ counts, messages }: StatusView, screen: Screen): Cell {
  const { words } = screen;
  if (messages.state !== 'reading') return { text: words.say('menu.none-unknown'), style: 'yellow' };
  const waiting =
    counts.waiting === 0 ? words.say('menu.none') : words.say('icon.waiting', { count: counts.waiting });
  if (counts.new === 0) return { text: waiting };
  const fresh = words.say('list.new', { count: counts.new });
  return { text: words.say('status.waiting-new', { waiting, new: fresh }), style: 'bold' };
}

function othersText({ counts }: StatusView, { words }: Screen): string {
  return (['approved', 'ignored', 'blocked', 'known', 'automated', 'queued'] as const)
    .filter((name) => name !== 'queued' || counts.queued > 0)
    .map((name) => words.say(`status.${name}`, { count: counts[name] }))
    .join(', ');
}

function channelCell({ channel }: StatusView, { words }: Screen): Cell {
  if (channel.heldBy === 'removal') return { text: words.say('side.channel-held'), style: 'red' };
  const text = words.say(`side.channel-${channel.state}`);
  const isSettled = channel.state === 'on' || channel.state === 'off';
  if (isSettled && !channel.persisted) {
    return { text: words.say('status.not-persisted', { state: text }), style: 'yellow' };
  }
  return { text, style: channel.state === 'error' || channel.state === 'not-loaded' ? 'red' : undefined };
}

function gatewayCell({ gateway }: StatusView, { words }: Screen): Cell {
  const { version, url } = gateway;
  if (gateway.state === 'connected') {
    const text =
      version === null
        ? words.say('status.gateway-at', { url })
        : words.say('status.gateway-version', { version, url });
    return { text };
  }
  const key: WordKey = `side.gateway-${gateway.state}`;
  return { text: words.say(key), style: gateway.state === 'connecting' ? 'yellow' : 'red' };
}

function messagesCell({ messages }: StatusView, screen: Screen): Cell {
  if (messages.state === 'reading') {
    const { words } = screen;
    const seen = messages.lastSeenAt;
    return {
      text:
        seen === null ? words.say('status.read') : words.say('status.read-looked', { ago: screen.ago(seen) }),
    };
  }
  const style = messages.state === 'starting' ? 'yellow' : 'red';
  return { text: screen.words.say(`set.messages-${messages.state}`), style };
}

const note = (detail: Sentence | null, { words }: Screen): readonly Cell[] =>
  detail === null ? [] : [{ text: words.sentence(detail), style: 'dim' }];

/** Where there is more than one, what is said of the channel is not so of each. */
function accountNotes({ accounts }: StatusView, screen: Screen): readonly Cell[] {
  if (accounts.length < 2) return [];
  return accounts.flatMap(({ detail }) => note(detail, screen));
}

/** The same as lines of their own, below another answer; none with one account. */
export function accountLines(status: StatusView, screen: Screen): readonly string[] {
  const notes = accountNotes(status, screen);
  return notes.length === 0 ? [] : ['', ...notes.flatMap((cell) => screen.paragraph(cell))];
}

function ledgerText({ ledger }: StatusView, { words }: Screen): string {
  return ledger.detail === null ? words.say('status.ledger-full') : words.sentence(ledger.detail);
}

function gatewayRow(status: StatusView, screen: Screen): Row {
  return {
    cells: [{ text: screen.words.say('status.gateway') }, gatewayCell(status, screen)],
    notes: [status.gateway.detail, ...status.gateway.notes].flatMap((one) => note(one, screen)),
  };
}

/** The gateway's line of `status`, alone. */
export function gatewayLines(status: StatusView, screen: Screen): readonly string[] {
  return screen.table([gatewayRow(status, screen)]);
}

/** `status` for people: what strangers get, then who waits, then the parts it stands on. */
export function statusLines(status: StatusView, screen: Screen): readonly string[] {
  const { words } = screen;
  const rows: Row[] = [
    {
      cells: [{ text: words.say('status.people') }, waitingText(status, screen)],
      notes: [{ text: othersText(status, screen), style: 'dim' }],
    },
    {
      cells: [{ text: words.say('status.channel') }, channelCell(status, screen)],
      notes: [
        ...heldNotes(status, screen),
        ...note(status.channel.detail, screen),
        ...accountNotes(status, screen),
      ],
    },
    gatewayRow(status, screen),
    {
      cells: [{ text: words.say('status.messages') }, messagesCell(status, screen)],
      notes: note(status.messages.detail, screen),
    },
  ];
  if (status.ledger.state !== 'writing') {
    rows.push({
      cells: [{ text: words.say('status.ledger') }, { text: ledgerText(status, screen), style: 'red' }],
    });
  }
  const practice = status.practice
    ? [screen.paint({ text: words.say('desktop.practice'), style: 'yellow' })]
    : [];
  return [
    ...practice,
    silenceLine(status, screen),
    ...status.leaks.map((leak) => {
      const { id, kind, at } = leak;
      const what = words.say(`leak.line-${kind}`, { handle: addressee(leak, screen), when: screen.ago(at) });
      return screen.paint({ text: words.say('status.leak', { what, id }), style: 'red' });
    }),
    ...screen.table(rows),
    ...findingLines(status, screen),
  ];
}

function heldNotes({ channel }: StatusView, { words }: Screen): readonly Cell[] {
  if (channel.heldBy !== 'removal') return [];
  return [{ text: words.say('status.held'), style: 'dim' }];
}

function findingLines({ silence }: StatusView, screen: Screen): readonly string[] {
  const grave = silence.findings.filter(({ severity }) => severity !== 'info');
  if (grave.length === 0) return [];
  const lines = grave.flatMap(({ id, severity }) =>
    screen.paragraph({
      text: `! ${screen.words.say(`finding.${id}`)}`,
      style: severity === 'red' ? 'red' : 'yellow',
    }),
  );
  return [...lines, screen.paint({ text: screen.words.say('status.more'), style: 'dim' })];
}

export const statusCommand: Command = {
  name: 'status',
  summary: sentence('command.status'),
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  options: {},
  run: (context) =>
    withPeephole(context, async (client) => {
      const status = await call(client, 'status', {});
      return { json: statusJson(status), lines: (screen) => statusLines(status, screen) };
    }),
};
