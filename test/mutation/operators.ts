import type { ESTree } from 'vite';
import type { Span } from './span.ts';

export type Operator =
  | 'comparison'
  | 'logical'
  | 'nullish'
  | 'negation'
  | 'condition'
  | 'boolean'
  | 'number'
  | 'arithmetic'
  | 'string'
  | 'array'
  | 'block'
  | 'quantifier'
  | 'selection'
  | 'optional-chaining';

export interface Change {
  readonly operator: Operator;
  readonly span: Span;
  readonly replacement: string;
  /** The span is a block of statements, not an expression. */
  readonly block?: true;
}

const comparisons: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '==': ['!='],
  '!=': ['=='],
};

const arithmetic: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
  '++': '--',
  '--': '++',
};

const quantifiers = new Map([
  ['some', 'every'],
  ['every', 'some'],
]);

/** What is left of the call without these has the same type. */
const selections = new Set(['filter', 'toSorted', 'toReversed', 'slice']);

/** What can be changed at a node itself; its children are asked by themselves. */
export function changesAt(
  node: ESTree.Node,
  parent: ESTree.Node | null,
  text: string,
  isWordKey: (text: string) => boolean,
): readonly Change[] {
  switch (node.type) {
    case 'BinaryExpression':
      return [...ofComparison(node, text), ...ofArithmetic(node, text)];
    case 'AssignmentExpression':
      return ofAssignment(node, text);
    case 'UpdateExpression':
      return ofUpdate(node);
    case 'LogicalExpression':
      return ofLogical(node, text);
    case 'UnaryExpression':
      return node.operator === '!' ? [change('negation', node, source(text, node.argument))] : [];
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return ['true', 'false'].flatMap((one) =>
        source(text, node.test) === one ? [] : change('condition', node.test, one),
      );
    case 'Literal':
      return ofLiteral(node, parent, isWordKey);
    case 'TemplateLiteral':
      return parent?.type === 'TaggedTemplateExpression' ? [] : [change('string', node, "''")];
    case 'ArrayExpression':
      return node.elements.length === 0 ? [] : [change('array', node, '[]')];
    case 'BlockStatement':
      return isWorthEmptying(node, parent) ? [{ ...change('block', node, '{}'), block: true }] : [];
    case 'CallExpression':
      return [...ofMethod(node), ...ofOptional(node.optional, node, node.callee, text)];
    case 'MemberExpression':
      return ofOptional(node.optional, node, node.object, text);
    default:
      return [];
  }
}

type Binary = Extract<ESTree.Node, { type: 'BinaryExpression' }>;

function change(operator: Operator, { start, end }: Span, replacement: string): Change {
  return { operator, span: { start, end }, replacement };
}

function source(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

/** The operator between two operands: a comment between them may not hold it. */
function between(left: Span, right: Span, operator: string, text: string): Span {
  const start = text.indexOf(operator, left.end);
  if (start < 0 || start >= right.start) throw new Error(`No ${operator} at ${left.end}.`);
  return { start, end: start + operator.length };
}

function ofComparison({ left, right, operator }: Binary, text: string): readonly Change[] {
  return (comparisons[operator] ?? []).map((one) =>
    change('comparison', between(left, right, operator, text), one),
  );
}

function ofArithmetic({ left, right, operator }: Binary, text: string): readonly Change[] {
  const other = arithmetic[operator];
  // Texts are put together, not added.
  if (other === undefined || isText(left) || isText(right)) return [];
  return [change('arithmetic', between(left, right, operator, text), other)];
}

function isText(node: ESTree.Node): boolean {
  if (node.type === 'BinaryExpression')
    return node.operator === '+' && (isText(node.left) || isText(node.right));
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string');
}

function ofAssignment(
  { left, right, operator }: ESTree.AssignmentExpression,
  text: string,
): readonly Change[] {
  const other = arithmetic[operator];
  if (other === undefined || isText(right)) return [];
  return [change('arithmetic', between(left, right, operator, text), other)];
}

function ofUpdate({ start, end, prefix, operator }: ESTree.UpdateExpression): readonly Change[] {
  const span = prefix ? { start, end: start + 2 } : { start: end - 2, end };
  return [change('arithmetic', span, arithmetic[operator] ?? operator)];
}

function ofLogical(node: ESTree.LogicalExpression, text: string): readonly Change[] {
  const { left, right, operator } = node;
  if (operator === '??') return [change('nullish', node, source(text, left))];
  return [change('logical', between(left, right, operator, text), operator === '&&' ? '||' : '&&')];
}

function ofLiteral(
  node: Extract<ESTree.Node, { type: 'Literal' }>,
  parent: ESTree.Node | null,
  isWordKey: (text: string) => boolean,
): readonly Change[] {
  const { value } = node;
  if (typeof value === 'boolean') return [change('boolean', node, String(!value))];
  if (typeof value === 'number') return [change('number', node, String(value + 1))];
  if (typeof value !== 'string' || value === '' || isWordKey(value)) return [];
  return isKeyOfSentence(node, parent) || parent?.type === 'ExpressionStatement'
    ? []
    : [change('string', node, "''")];
}

function isKeyOfSentence(node: ESTree.Node, parent: ESTree.Node | null): boolean {
  return (
    parent?.type === 'CallExpression' &&
    parent.callee.type === 'Identifier' &&
    parent.callee.name === 'sentence' &&
    parent.arguments[0] === node
  );
}

/** Without an `else` it is the condition made false; the body of a `while` mostly makes its end. */
function isWorthEmptying(node: ESTree.BlockStatement, parent: ESTree.Node | null): boolean {
  if (node.body.length === 0) return false;
  if (parent?.type === 'WhileStatement' || parent?.type === 'DoWhileStatement') return false;
  return parent?.type !== 'IfStatement' || parent.alternate !== null;
}

function ofMethod({ callee, end }: ESTree.CallExpression): readonly Change[] {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
  const { object, property } = callee;
  const quantifier = quantifiers.get(property.name);
  if (quantifier !== undefined) return [change('quantifier', property, quantifier)];
  return selections.has(property.name) ? [change('selection', { start: object.end, end }, '')] : [];
}

/** `a?.b` becomes `a.b`, `a?.[b]` becomes `a[b]`, `a?.(b)` becomes `a(b)`. */
function ofOptional(
  isOptional: boolean,
  node: ESTree.CallExpression | ESTree.MemberExpression,
  before: Span,
  text: string,
): readonly Change[] {
  if (!isOptional) return [];
  const span = between(before, { start: node.end, end: node.end }, '?.', text);
  const isName = node.type === 'MemberExpression' && !node.computed;
  return [change('optional-chaining', span, isName ? '.' : '')];
}
