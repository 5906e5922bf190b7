import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { PeepholeError } from '#core/errors.ts';
import { isEventKind } from '#core/log/event-catalogue.ts';
import { type HistoryItem, historyItems } from '#core/log/history.ts';
import { readLine } from '#core/log/log-body.schema.ts';
import { type ChainCheck, chainStart, verifyLines } from '#core/log/log-chain.node.ts';
import { exportedLines, type LogEnd } from '#core/log/log-export.node.ts';
import type { LogKey, LogLine } from '#core/log/log-line.ts';
import { english } from '#core/words/english.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { readLog, type StoredLog, verifyExportFile } from '../../ledger/read-log.ts';
import { ownPublicKey } from '../../ledger/signing-key.ts';
import { historyJson } from '../json/history-json.ts';
import { usage } from '../kit/args.ts';
import { optionText } from '../kit/ask.ts';
import type { Command, CommandContext, Reply } from '../kit/command.ts';
import type { Row, Screen } from '../kit/screen.ts';

/*
 * The three that read the ledger itself: they work whether Peephole runs or not, and change nothing.
 */

const defaultRows = 200;
/** Lines of the log read for each row that is asked for: most lines tell of progress. */
const linesPerRow = 6;

/** Runs `work` on the log of a state directory; null: there is no ledger yet. */
async function withLog<T>(stateDir: string, work: (log: StoredLog | null) => T | Promise<T>): Promise<T> {
  const log = readLog(stateDir);
  try {
    return await work(log);
  } finally {
    log?.close();
  }
}

/** The newest `limit` rows of history, however many lines that takes. */
function newestItems(log: StoredLog, limit: number): readonly HistoryItem[] {
  for (let lines = limit * linesPerRow; ; lines *= 4) {
    const read = log.newest(lines);
    const items = historyItems(read.values().map(readLine));
    if (items.length >= limit || read.length < lines) return items.slice(0, limit);
  }
}

function limitOf(context: CommandContext): number {
  const text = optionText(context, 'limit');
  if (text === undefined) return defaultRows;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > 100_000) throw usage(sentence('usage.limit', { value: text }));
  return limit;
}

/** What was decided or what happened, as a column. A kind that we do not know is its own name. */
function whatHappened(item: HistoryItem, { words }: Screen): string {
  if (item.type === 'decision') return words.say(`history.did-${item.kind}`);
  return isEventKind(item.kind) ? words.say(`event-name.${item.kind}`) : item.kind.replaceAll('-', ' ');
}

function historyRow(item: HistoryItem, screen: Screen): Row {
  const what = whatHappened(item, screen);
  const isDecision = item.type === 'decision';
  const until = isDecision && item.until !== null ? `, ${screen.until(item.until)}` : '';
  const progress = isDecision && item.progress !== 'confirmed' ? item.progress : '';
  const detail = item.detail === null ? '' : screen.words.sentence(item.detail);
  return {
    cells: [
      { text: screen.moment(item.at), style: 'dim' },
      { text: item.handle ?? '', style: 'bold' },
      { text: `${what}${until}` },
      { text: [progress, detail].filter((text) => text !== '').join(': ') },
    ],
  };
}

function historyReply(items: readonly HistoryItem[]): Reply {
  return {
    json: { items: items.map(historyJson) },
    lines: (screen) =>
      items.length === 0
        ? [`${screen.words.say('history.empty')}.`]
        : screen.table(items.map((item) => historyRow(item, screen))),
  };
}

export const historyCommand: Command = {
  name: 'history',
  summary: sentence('command.history'),
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  options: {
    limit: { takes: 'value', placeholder: 'N', help: sentence('option.limit', { limit: defaultRows }) },
  },
  run: async (context) => {
    const limit = limitOf(context);
    return withLog(context.stateDir, (log) => historyReply(log === null ? [] : newestItems(log, limit)));
  },
};

/** An export of a state directory that has no ledger yet. */
const nothing: { readonly lines: readonly LogLine[]; readonly end: LogEnd } = {
  lines: [],
  end: { lines: 0, hash: chainStart },
};

/** Writes the whole file or none: a name appears only once everything is on disk, and never in place of another. */
function writeWhole(path: string, lines: Iterable<string>): void {
  const draft = `${path}.${process.pid}.part`;
  try {
    const file = openSync(draft, 'wx', 0o600);
    try {
      for (const line of lines) writeSync(file, `${line}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    linkSync(draft, path);
  } catch (error) {
    throw exportFailure(error, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

function exportFailure(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EEXIST') return alreadyThere(path);
  if (code === 'ENOSPC') return new PeepholeError('ledger-full', sentence('usage.disk-full', { path }));
  if (code === 'ENOENT' || code === 'ENOTDIR') return usage(sentence('usage.no-folder', { path }));
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return usage(sentence('usage.no-write', { path }));
  return error;
}

const alreadyThere = (path: string): PeepholeError => usage(sentence('usage.already-there', { path }));

export const exportCommand: Command = {
  name: 'export',
  summary: sentence('command.export'),
  operands: '[FILE]',
  minOperands: 0,
  maxOperands: 1,
  options: {},
  notes: [sentence('note.export')],
  run: (context) =>
    withLog(context.stateDir, (log) => {
      const [name] = context.args.operands;
      const end = log?.end ?? nothing.end;
      const exported = log?.exported() ?? exportedLines(nothing.lines, nothing.end);
      if (name === undefined) {
        if (context.json) return { json: { ...end, items: [...(log?.lines() ?? [])] }, lines: () => [] };
        for (const line of exported) context.printJson(`${line}\n`);
        return null;
      }
      const file = resolve(name);
      if (existsSync(file)) throw alreadyThere(file);
      writeWhole(file, exported);
      return {
        json: { ...end, file },
        lines: ({ words }) => [words.say('cli.exported', { count: end.lines, path: file, hash: end.hash })],
      };
    }),
};

/** What a log that holds is signed with. @param own the key of this Peephole; null: none that can be read. */
function signingLines({ lines, keys }: ChainCheck, own: string | null, { words }: Screen): readonly string[] {
  const [first, ...others] = keys;
  if (first === undefined) return lines === 0 ? [] : [words.say('cli.not-signed')];
  const by = ({ publicKey: key, fromLine }: LogKey) => ({ line: String(fromLine), key });
  const whose = own === null ? 'unknown' : own === keys.at(-1)?.publicKey ? 'own' : 'other';
  return [
    words.say('cli.signed-from', by(first)),
    ...others.map((key) => words.say('cli.signed-anew', by(key))),
    words.say(`cli.signed-by-${whose}`),
  ];
}

function verifyReply(check: ChainCheck, what: string | Sentence, stateDir: string): Reply {
  const { lines, firstBad, problem, keys } = check;
  if (firstBad === null) {
    const own = ownPublicKey(stateDir);
    const last = keys.at(-1)?.publicKey;
    const isOwnKey = last === undefined || own === null ? null : last === own;
    return {
      json: {
        lines,
        firstBad,
        /** Which keys signed it, oldest first; empty: it is not signed. */
        keys,
        /** Whether this Peephole signs with the last of them; null: nothing is signed, or its own key can't be read. */
        isOwnKey,
      },
      lines: (screen) => [
        screen.words.sentence(sentence('cli.verified', { what, count: lines })),
        ...signingLines(check, own, screen),
      ],
    };
  }
  const why = problem ?? sentence('log.wrong', { line: String(firstBad) });
  return {
    json: { ok: false, lines, firstBad, error: { code: 'ledger-corrupt', message: english(why) } },
    lines: (screen) => [
      screen.paint({
        text: screen.words.sentence(sentence('cli.not-verified', { what, problem: why })),
        style: 'red',
      }),
      screen.words.say('cli.lines-hold', { count: lines }),
    ],
    exitCode: 1,
  };
}

async function verifyFile(path: string): Promise<ChainCheck> {
  try {
    return await verifyExportFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') throw usage(sentence('usage.no-file', { path }));
    if (code === 'EISDIR') throw usage(sentence('usage.folder', { path }));
    if (code === 'EACCES' || code === 'EPERM') throw usage(sentence('usage.no-read', { path }));
    throw error;
  }
}

export const verifyCommand: Command = {
  name: 'verify',
  summary: sentence('command.verify'),
  operands: '[FILE]',
  minOperands: 0,
  maxOperands: 1,
  options: {},
  run: async (context) => {
    const [file] = context.args.operands;
    if (file !== undefined) return verifyReply(await verifyFile(file), file, context.stateDir);
    return withLog(context.stateDir, (log) =>
      verifyReply(log?.verify() ?? verifyLines([]), sentence('cli.the-log'), context.stateDir),
    );
  },
};
