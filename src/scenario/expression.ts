/**
 * Arithmetic over names, `heavyCapacity * min(hotFactor, 4)`: + - * / ( ) and min, max, round, ceil, floor. Parsed once,
 * evaluated with the values of a run. No other power: scenario files come from strangers.
 */

export type Value = number | string | boolean;
export type Values = Readonly<Record<string, Value>>;

export type Expression =
  | { readonly is: "number"; readonly value: number }
  | { readonly is: "name"; readonly name: string; readonly column: number }
  | { readonly is: "negative"; readonly of: Expression }
  | { readonly is: "binary"; readonly operator: "+" | "-" | "*" | "/"; readonly left: Expression; readonly right: Expression; readonly column: number }
  | { readonly is: "call"; readonly name: FunctionName; readonly arguments: readonly Expression[] };

const functions = { min: Math.min, max: Math.max, round: Math.round, ceil: Math.ceil, floor: Math.floor } as const;
type FunctionName = keyof typeof functions;
const functionNames = Object.keys(functions) as FunctionName[];

/** What is wrong with an expression, and at which column of its text, from 1. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  readonly column: number;
  readonly length: number;
  constructor(message: string, column: number, length = 1) {
    super(message);
    this.column = column;
    this.length = length;
  }
}

interface Token {
  readonly text: string;
  readonly kind: "number" | "name" | "sign" | "end";
  readonly column: number;
}

const tokenPattern = /\s*(?:(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<sign>[-+*/(),]))/y;
const maxLength = 500;
const maxDepth = 50;

function tokens(text: string): readonly Token[] {
  if (text.length > maxLength) throw new ExpressionError(`the expression is longer than ${maxLength} characters`, 1);
  const found: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== "") {
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(text);
    const column = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0) + 1;
    if (match === null) throw new ExpressionError(`"${text[column - 1] ?? ""}" has no meaning in an expression`, column);
    const { number, name } = match.groups ?? {};
    found.push({ text: match[0].trim(), kind: number !== undefined ? "number" : name !== undefined ? "name" : "sign", column });
    at = tokenPattern.lastIndex;
  }
  return [...found, { text: "", kind: "end", column: text.length + 1 }];
}

/** Reads an expression, without its `${ }`. Throws an ExpressionError. */
export function parseExpression(text: string): Expression {
  const list = tokens(text);
  let at = 0;
  let depth = 0;
  const peek = (): Token => list[at] ?? { text: "", kind: "end", column: text.length + 1 };
  const take = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };
  const want = (sign: string): void => {
    const token = take();
    if (token.text !== sign) throw new ExpressionError(`expected "${sign}"${token.kind === "end" ? " before the end" : `, not "${token.text}"`}`, token.column, Math.max(1, token.text.length));
  };

  const binary = (signs: readonly string[], operand: () => Expression): Expression => {
    let left = operand();
    while (signs.includes(peek().text)) {
      const { text: operator, column } = take();
      left = { is: "binary", operator: operator as "+", left, right: operand(), column };
    }
    return left;
  };
  const sum = (): Expression => {
    depth += 1;
    if (depth > maxDepth) throw new ExpressionError("the expression is nested too deeply", peek().column);
    const result = binary(["+", "-"], () => binary(["*", "/"], factor));
    depth -= 1;
    return result;
  };
  const call = ({ text: name, column }: Token): Expression => {
    const known = functionNames.find((each) => each === name);
    if (known === undefined) throw new ExpressionError(`there is no function "${name}"; there are ${functionNames.join(", ")}`, column, name.length);
    want("(");
    const given = [sum()];
    while (peek().text === ",") {
      take();
      given.push(sum());
    }
    want(")");
    if (given.length > 1 && known !== "min" && known !== "max") throw new ExpressionError(`${name} takes one value`, column, name.length);
    return { is: "call", name: known, arguments: given };
  };
  const factor = (): Expression => {
    let negative = false;
    while (peek().text === "-") {
      take();
      negative = !negative;
    }
    const value = primary();
    return negative ? { is: "negative", of: value } : value;
  };
  const primary = (): Expression => {
    const token = take();
    if (token.kind === "number") return { is: "number", value: Number(token.text) };
    if (token.kind === "name") return peek().text === "(" ? call(token) : { is: "name", name: token.text, column: token.column };
    if (token.text === "(") {
      const inner = sum();
      want(")");
      return inner;
    }
    throw new ExpressionError(token.kind === "end" ? "the expression ends too early" : `"${token.text}" stands where a value should`, token.column);
  };

  const result = sum();
  const rest = peek();
  if (rest.kind !== "end") throw new ExpressionError(`"${rest.text}" is too much here`, rest.column, rest.text.length);
  return result;
}

/** The value of an expression. Text stands only by itself; a result that is no finite number is an ExpressionError. */
export function evaluate(expression: Expression, values: Values): Value {
  if (expression.is === "name") return lookUp(expression, values);
  const result = number(expression, values);
  if (!Number.isFinite(result)) throw new ExpressionError("the result is no finite number; is something divided by zero?", 1);
  return result;
}

function lookUp({ name, column }: Extract<Expression, { is: "name" }>, values: Values): Value {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) throw new ExpressionError(`nothing is called "${name}"`, column, name.length);
  return value;
}

function number(expression: Expression, values: Values): number {
  switch (expression.is) {
    case "number":
      return expression.value;
    case "name": {
      const value = lookUp(expression, values);
      if (typeof value !== "number") throw new ExpressionError(`"${expression.name}" is ${typeof value === "string" ? "text" : "true or false"}, not a number`, expression.column, expression.name.length);
      return value;
    }
    case "negative":
      return -number(expression.of, values);
    case "call":
      return functions[expression.name](...expression.arguments.map((each) => number(each, values)) as [number]);
    case "binary": {
      const left = number(expression.left, values);
      const right = number(expression.right, values);
      const { operator } = expression;
      return operator === "+" ? left + right : operator === "-" ? left - right : operator === "*" ? left * right : left / right;
    }
    default:
      return expression satisfies never;
  }
}

/** The names that an expression uses, with their columns. */
export function namesOf(expression: Expression): readonly { name: string; column: number }[] {
  switch (expression.is) {
    case "number":
      return [];
    case "name":
      return [expression];
    case "negative":
      return namesOf(expression.of);
    case "call":
      return expression.arguments.flatMap(namesOf);
    case "binary":
      return [...namesOf(expression.left), ...namesOf(expression.right)];
    default:
      return expression satisfies never;
  }
}
