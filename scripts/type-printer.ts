import { join } from 'node:path';
// TypeScript 7 has its checker's programming interface under this name; the package is pinned to one version.
import type { Node } from 'typescript/unstable/ast';
import {
  API,
  type Checker,
  type Project,
  SymbolFlags,
  type Type,
  type Symbol as TypeSymbol,
} from 'typescript/unstable/sync';

const root = join(import.meta.dirname, '..');

/** A union longer than this goes over several lines. */
const maxUnion = 80;

/** A union of more texts than this, such as the keys of all sentences, is shown as `string`. */
const maxTexts = 40;

/** A named type that was met while others were printed. */
interface Named {
  readonly name: string;
  readonly type: Type;
  readonly symbol: TypeSymbol;
}

/**
 * Prints types of this project as a reader of the wire needs them: what is `readonly` inside is left out, comments stay,
 * and a type that has a name of its own is printed once, by `printNamed`.
 */
export class TypePrinter {
  readonly #checker: Checker;
  readonly #met = new Map<string, Named>();

  constructor(checker: Checker) {
    this.#checker = checker;
  }

  /**
   * One type as TypeScript, indented by `depth` steps where it goes over several lines.
   * @param notes what stands behind the fields of the outermost object, by their names.
   */
  print(type: Type, depth = 0, notes: ReadonlyMap<string, string> = new Map()): string {
    // A text that is marked for the compiler is a text on the wire.
    const marked = type.isIntersectionType()
      ? type.getTypes().find((one) => one.isIntrinsicType())
      : undefined;
    if (marked !== undefined) return this.#checker.typeToString(marked);
    const named = this.#nameOf(type);
    if (named !== null) {
      this.#met.set(named.name, named);
      return named.name;
    }
    return this.#body(type, depth, notes);
  }

  /** Every type that was named so far and has not been printed by this, in the order they were met. */
  printNamed(): readonly string[] {
    const printed: string[] = [];
    // Printing one may name further ones, which a Map visits as well.
    for (const { name, type, symbol } of this.#met.values()) {
      printed.push(`${this.#comment(symbol, 0)}type ${name} =${after(this.#body(type, 0))};`);
    }
    return printed;
  }

  #body(type: Type, depth: number, notes: ReadonlyMap<string, string> = new Map()): string {
    const checker = this.#checker;
    if (type.isUnionType()) return this.#union(type.getTypes(), depth);
    if (checker.isArrayType(type) && type.isTypeReference()) {
      const [element] = checker.getTypeArguments(type);
      const text = element === undefined ? 'unknown' : this.print(element, depth);
      return text.includes('| ') && !text.startsWith('{') ? `(${text})[]` : `${text}[]`;
    }
    if ((type.isObjectType() && !checker.isTupleType(type)) || type.isIntersectionType())
      return this.#object(type, depth, notes);
    return checker.typeToString(type).replaceAll('"', "'");
  }

  #union(types: readonly Type[], depth: number): string {
    if (types.length > maxTexts && types.every((one) => one.isStringLiteralType())) return 'string';
    const texts = types.map((one) => this.print(one, depth + (types.length > 4 ? 1 : 0)));
    // `boolean` is a union of its two values to the checker.
    const joined = texts.includes('true') && texts.includes('false');
    const left = texts.filter(
      (text) => text !== 'undefined' && !(joined && (text === 'true' || text === 'false')),
    );
    const all = [...(joined ? ['boolean'] : []), ...left.filter((text) => text !== 'null')];
    if (texts.includes('null')) all.push('null');
    const parts = [...new Set(all)];
    const line = parts.join(' | ');
    if (parts.length === 1 || line.length <= maxUnion) return line;
    return parts.map((part) => `\n${'  '.repeat(depth + 1)}| ${part}`).join('');
  }

  #object(type: Type, depth: number, notes: ReadonlyMap<string, string>): string {
    const checker = this.#checker;
    const [index] = checker.getIndexInfosOfType(type);
    const fields = checker.getPropertiesOfType(type);
    if (index !== undefined && fields.length === 0) {
      // `Record<string, never>`
      if (checker.typeToString(index.valueType) === 'never') return '{}';
      return `{ [name: ${checker.typeToString(index.keyType)}]: ${this.print(index.valueType, depth)} }`;
    }
    if (fields.length === 0) return '{}';
    const indent = '  '.repeat(depth + 1);
    const lines = fields.map((field) => {
      const own = checker.getTypeOfSymbol(field);
      const mark = (field.flags & SymbolFlags.Optional) === 0 ? '' : '?';
      const name = /^\w+$/.test(field.name) ? field.name : `'${field.name}'`;
      const text = own === undefined ? 'unknown' : this.print(own, depth + 1);
      const note = notes.has(field.name) ? ` // ${notes.get(field.name)}` : '';
      return `${this.#comment(field, depth + 1)}${indent}${name}${mark}:${after(text)};${note}\n`;
    });
    return `{\n${lines.join('')}${'  '.repeat(depth)}}`;
  }

  #comment(symbol: TypeSymbol, depth: number): string {
    const text = symbol.getDocumentationComment(this.#checker).trim();
    if (text === '') return '';
    const indent = '  '.repeat(depth);
    return text
      .split('\n')
      .map((line) => `${`${indent}// ${line}`.trimEnd()}\n`)
      .join('');
  }

  /** The name under which the project knows a type; null for one of the language, or without a name. */
  #nameOf(type: Type): Named | null {
    const symbol = type.getAliasSymbol() ?? (type.isClassOrInterface() ? type.getSymbol() : undefined);
    const declared = symbol?.declarations[0];
    if (symbol === undefined || declared === undefined || declared.path.includes('node_modules')) return null;
    if (type.getAliasTypeArguments().length > 0) return null;
    return { name: symbol.name, type, symbol };
  }
}

/** Behind `:` or `=`: a type over several lines begins on the next one. */
const after = (text: string): string => (text.startsWith('\n') ? text : ` ${text}`);

/** The project's types, for as long as `work` runs. */
export function withProject<T>(work: (project: Project) => T): T {
  const api = new API({ cwd: root });
  try {
    const config = join(root, 'tsconfig.json');
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (project === undefined) throw new Error(`${config} is no project.`);
    return work(project);
  } finally {
    api.close();
  }
}

/** What a file exports, by name. @param file from the root of the project. */
export function exportsOf({ program, checker }: Project, file: string): ReadonlyMap<string, TypeSymbol> {
  const source = program.getSourceFile(join(root, file));
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} is not part of the project, or exports nothing.`);
  return new Map(checker.getExportsOfModule(module).map((one) => [one.name, one]));
}

/** The type of a member. @throws Error when there is none of that name. */
export function memberType(checker: Checker, type: Type, name: string): Type {
  const member = checker.getPropertyOfType(type, name);
  const found = member === undefined ? undefined : checker.getTypeOfSymbol(member);
  if (found === undefined) throw new Error(`There is no ${name} in ${checker.typeToString(type)}.`);
  return found;
}

/** Calls `visit` with every node below `node`, outermost first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  node.forEachChild((child) => {
    visit(child);
    walk(child, visit);
    return undefined;
  });
}
