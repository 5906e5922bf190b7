/**
 * Writes docs/cli-json.md and docs/socket.md from the contract itself: what is asked comes from its schemas, what is
 * answered from its types and from what each command prints, with the comments that stand there.
 * `node scripts/contract-docs.ts` renews both; a test fails when they are out of date.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Node } from 'typescript/unstable/ast';
import {
  isFunctionDeclaration,
  isIdentifier,
  isPropertyAssignment,
  isVariableStatement,
} from 'typescript/unstable/ast/is';
import type { Project, Type } from 'typescript/unstable/sync';
import { z } from 'zod';
import { commands } from '#contract/commands.schema.ts';
import { refusalOf } from '#contract/envelope.ts';
import { maxRequestLength } from '#contract/wire.ts';
import { english } from '#core/words/english.ts';
import { cliCommands } from '../src-main/cli/commands.ts';
import { decisionJson, senderJson } from '../src-main/cli/json/decision-json.ts';
import type { OptionSpec } from '../src-main/cli/kit/args.ts';
import type { Command } from '../src-main/cli/kit/command.ts';
import { examples, firstPush, refused } from './contract-examples.ts';
import { exportsOf, memberType, TypePrinter, walk, withProject } from './type-printer.ts';

const root = join(import.meta.dirname, '..');

/** A page that is made, and its path from the root. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

const made = '<!-- Made by `node scripts/contract-docs.ts`. Edit the contract instead. -->';

const block = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;

const json = (value: object): string => block('json', JSON.stringify(value, null, 2));

/** Where the names of one page's types are explained, at its end. */
function typesSection(printer: TypePrinter): string {
  const named = printer.printNamed();
  return `## Types\n\nTimes are ISO 8601 in UTC, unless a name ends in \`Ms\`.\n\n${block('ts', named.join('\n\n'))}`;
}

// What is asked

/** The limits of one field as words, out of its JSON schema; null: none. */
function limitOf(schema: z.core.JSONSchema.BaseSchema): string | null {
  const { minLength, maxLength, minimum, maximum, maxItems, pattern } = schema;
  if (pattern !== undefined) return `matches /${pattern}/`;
  if (maxLength !== undefined) return `${minLength ?? 0} to ${maxLength} characters`;
  if (minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) {
    return `whole, ${minimum} to ${maximum}`;
  }
  return maxItems === undefined ? null : `at most ${maxItems}`;
}

/** The limits of what a command is asked with, by field. */
function limitsOf(input: z.ZodType): ReadonlyMap<string, string> {
  const { properties = {} } = z.toJSONSchema(input, { io: 'input' });
  return new Map(
    Object.entries(properties).flatMap(([name, schema]) => {
      const limit = typeof schema === 'boolean' ? null : limitOf(schema);
      return limit === null ? [] : [[name, limit] as const];
    }),
  );
}

// docs/socket.md

function commandSection(
  name: keyof typeof commands,
  printer: TypePrinter,
  { checker }: Project,
  all: Type,
): string {
  const symbol = checker.getPropertyOfType(all, name);
  const command = memberType(checker, all, name);
  const input = memberType(checker, memberType(checker, command, 'input'), '_output');
  const output = memberType(checker, command, 'output');
  const about = symbol?.getDocumentationComment(checker).trim() ?? '';
  return [
    `### \`${name}\`\n`,
    about === '' ? '' : `${about}\n`,
    block(
      'ts',
      `input: ${printer.print(input, 0, limitsOf(commands[name].input))}\nvalue: ${printer.print(output)}`,
    ),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function socketPage(project: Project): Page {
  const printer = new TypePrinter(project.checker);
  const symbol = exportsOf(project, 'src-main/contract/commands.schema.ts').get('commands');
  const all = symbol && project.checker.getTypeOfSymbol(symbol);
  if (all === undefined) throw new Error('The contract has no commands.');
  const names = Object.keys(commands) as (keyof typeof commands)[];
  const sections = names.map((name) => commandSection(name, printer, project, all));
  const wire = exportsOf(project, 'src-main/contract/wire.ts');
  const pushes = ['StatePush', 'Notice'].map((name) => {
    const from = exportsOf(project, `src-main/core/surface/${name === 'Notice' ? 'notice' : 'app-state'}.ts`);
    const found = from.get(name);
    return found === undefined ? '' : printer.print(project.checker.getDeclaredTypeOfSymbol(found));
  });
  const request = { id: 1, command: 'verdict', input: examples.verdict.input };
  const text = `${made}

# The control socket

What every surface says to Peephole and is told by it: the command line over a Unix socket, the window in a browser over a
WebSocket, the window of the Mac app over its preload. The same commands on each; the answers of the command line's \`--json\` are
in [cli-json.md](cli-json.md).

The socket's path stands in \`control.json\` of the state directory, \`{"socket":"…","pid":…}\`, and only processes of the same user
can open it ([CLI-9](command-line.md#cli-9)). On it go JSON texts, one in each line (on a WebSocket: one in each frame); a request
has at most ${(maxRequestLength / 1024 / 1024).toString()} MiB.

Names and shapes are stable: fields may be added, none is renamed or removed. Leave what you do not know.

## Asking

A request has a whole number as \`id\`, which the answer carries, and a \`command\` with its \`input\`. Requests are answered as they
are done, not in their order.

${json(request)}
${json({ id: 1, ok: true, value: examples.verdict.output })}
${json({ id: 1, ...refusalOf(refused) })}
The codes are those of [CLI-5](command-line.md#cli-5). \`waitMs\` makes a command answer when it is confirmed, or with \`timeout\`.

## Being told

\`{"id":2,"command":"subscribe"}\` is answered with \`{"id":2,"ok":true,"value":{}}\`, and from then on \`{"push":…}\` and \`{"notice":…}\`
come by themselves. The first push is the whole state (\`base\` null); each further one is what changed since revision \`base\`. When \`base\` is
not the revision you hold, something was left out because you did not read: subscribe again. A push is a \`${pushes[0]}\`, a notice
a \`${pushes[1]}\`.

${json({ push: firstPush })}
## Commands

${sections.join('\n')}
${typesSection(printer)}`;
  if (!wire.has('Request')) throw new Error('The wire has no Request.');
  return { path: 'docs/socket.md', text: tidy(text) };
}

// docs/cli-json.md

/** What the commands print with \`--json\`, by the command's name; one that prints several shapes has several. */
function printedShapes(project: Project): ReadonlyMap<string, readonly Type[]> {
  const shapes = new Map<string, Type[]>();
  const dir = 'src-main/cli/commands';
  for (const file of readdirSync(join(root, dir)).sort()) {
    const source = project.program.getSourceFile(join(root, dir, file));
    for (const statement of source?.statements ?? []) {
      const name = nameOf(statement)?.replace(/(?:Command|Reply)$/, '');
      if (name === undefined) continue;
      walk(statement, (node) => {
        const type = printedBy(node, project);
        if (type !== undefined) shapes.set(name, [...(shapes.get(name) ?? []), type]);
      });
    }
  }
  return shapes;
}

function nameOf(statement: Node): string | undefined {
  if (isFunctionDeclaration(statement)) return statement.name?.text;
  if (!isVariableStatement(statement)) return undefined;
  const name = statement.declarationList.declarations[0]?.name;
  return name !== undefined && isIdentifier(name) ? name.text : undefined;
}

/** The type of `json` in a reply. */
function printedBy(node: Node, { checker }: Project): Type | undefined {
  if (isPropertyAssignment(node) && isIdentifier(node.name) && node.name.text === 'json') {
    return checker.getTypeAtLocation(node.initializer);
  }
  return undefined;
}

function optionLine([name, { takes, placeholder = 'VALUE', help }]: [string, OptionSpec]): string {
  const value = takes === 'nothing' ? '' : takes === 'value' ? ` ${placeholder}` : `[=${placeholder}]`;
  return `- \`--${name}${value}\` ${english(help)}`;
}

const verdictNames = new Set(['approve', 'ignore', 'block', 'revoke', 'undo']);

function cliSection(
  { name, operands, options, summary }: Command,
  shapes: ReadonlyMap<string, readonly Type[]>,
  printer: TypePrinter,
): string {
  const types = shapes.get(verdictNames.has(name) ? 'verdict' : name) ?? [];
  const printed = [...new Set(types.map((type) => printer.print(type)))];
  const lines = Object.entries(options).map(optionLine);
  return [
    `### \`${`${name} ${operands}`.trim()}\`\n`,
    `${capitalised(english(summary))}.\n`,
    ...(lines.length === 0 ? [] : [`${lines.join('\n')}\n`]),
    printed.length === 0
      ? 'Runs until it is ended, and prints [one line](command-line.md#cli-6) when it is ready.\n'
      : block('ts', printed.join('\n// or\n')),
  ].join('\n');
}

const capitalised = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

function cliPage(project: Project): Page {
  const printer = new TypePrinter(project.checker);
  const shapes = printedShapes(project);
  const sections = cliCommands.map((command) => cliSection(command, shapes, printer));
  const text = `${made}

# What the command line prints with \`--json\`

One document on stdout, and nothing else there ([CLI-3](command-line.md#cli-3)). Each begins with \`"ok": true\`, which is left out
below; whatever fails is \`{"ok":false,"error":{"code","message"}}\` with a code of [CLI-5](command-line.md#cli-5) and an exit code of
[CLI-1](command-line.md#cli-1). Names and shapes are stable: fields may be added, none is renamed or removed.

For example \`peephole list --state waiting --json\`:

${json({ ok: true, senders: examples.list.output.senders.map(senderJson), crowds: [], textsWithheld: false })}
\`peephole approve +12125550101 --for 24h --json\`:

${json({ ok: true, decision: decisionJson(examples.verdict.output.decision) })}
\`peephole explain +12125550101 --json\`:

${json({ ok: true, ...examples.explain.output, receipt: null })}
## Commands

Each takes \`--state-dir DIR\`, too.

${sections.join('\n')}
${typesSection(printer)}`;
  return { path: 'docs/cli-json.md', text: tidy(text) };
}

const tidy = (text: string): string => `${text.replace(/\n{3,}/g, '\n\n').trimEnd()}\n`;

/** Both pages as they should be now. */
export function contractPages(): readonly Page[] {
  return withProject((project) => [socketPage(project), cliPage(project)]);
}

if (import.meta.main) {
  for (const { path, text } of contractPages()) writeFileSync(join(root, path), text);
}
