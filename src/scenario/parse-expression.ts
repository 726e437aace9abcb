import { ExpressionError, functionNames, type Expression, type Operator } from "./expression.ts";

interface Token {
  readonly text: string;
  readonly kind: "number" | "name" | "sign" | "end";
  readonly column: number;
}

const tokenPattern =
  /\s*(?:(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<sign>[-+*/(),]))/y;
const maxLength = 500;
const maxDepth = 50;

function tokens(text: string): readonly Token[] {
  if (text.length > maxLength)
    throw new ExpressionError(`the expression is longer than ${maxLength} characters`, 1);
  const found: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== "") {
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(text);
    const column = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0) + 1;
    if (match === null)
      throw new ExpressionError(
        `"${text[column - 1] ?? ""}" is not allowed in an expression`,
        column,
      );
    const { number, name } = match.groups ?? {};
    const worded = name === undefined ? "sign" : "name";
    found.push({
      text: match[0].trim(),
      kind: number === undefined ? worded : "number",
      column,
    });
    at = tokenPattern.lastIndex;
  }
  return [...found, { text: "", kind: "end", column: text.length + 1 }];
}

/** Reads an expression, without its `${ }`. Throws an ExpressionError. */
export function parseExpression(text: string): Expression {
  const reader = new Reader(tokens(text));
  const result = reader.sum();
  reader.end();
  return result;
}

/** Recursive descent: sum → product → factor → primary. */
class Reader {
  private readonly list: readonly Token[];
  private at = 0;
  private depth = 0;

  constructor(list: readonly Token[]) {
    this.list = list;
  }

  private peek(): Token {
    const token = this.list[Math.min(this.at, this.list.length - 1)];
    if (token === undefined) throw new Error("expression: a list of tokens has no end");
    return token;
  }

  private take(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  private want(sign: string): void {
    const token = this.take();
    if (token.text !== sign)
      throw new ExpressionError(
        `expected "${sign}"${token.kind === "end" ? " before the end" : `, not "${token.text}"`}`,
        token.column,
        Math.max(1, token.text.length),
      );
  }

  end(): void {
    const rest = this.peek();
    if (rest.kind !== "end")
      throw new ExpressionError(`"${rest.text}" is too much here`, rest.column, rest.text.length);
  }

  sum(): Expression {
    this.depth += 1;
    if (this.depth > maxDepth)
      throw new ExpressionError("the expression is nested too deeply", this.peek().column);
    const result = this.binary(["+", "-"], () => this.binary(["*", "/"], () => this.factor()));
    this.depth -= 1;
    return result;
  }

  private binary(signs: readonly Operator[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = signs.find((sign) => sign === this.peek().text);
      if (operator === undefined) return left;
      this.take();
      left = { is: "binary", operator, left, right: operand() };
    }
  }

  private factor(): Expression {
    let negative = false;
    while (this.peek().text === "-") {
      this.take();
      negative = !negative;
    }
    const of = this.primary();
    return negative ? { is: "negative", of } : of;
  }

  private primary(): Expression {
    const token = this.take();
    if (token.kind === "number") return { is: "number", value: Number(token.text) };
    if (token.kind === "name")
      return this.peek().text === "("
        ? this.call(token)
        : { is: "name", name: token.text, column: token.column };
    if (token.text !== "(")
      throw new ExpressionError(
        token.kind === "end" ? "the expression is incomplete" : `"${token.text}" is not a value`,
        token.column,
      );
    const inner = this.sum();
    this.want(")");
    return inner;
  }

  private call({ text: name, column }: Token): Expression {
    const known = functionNames.find((each) => each === name);
    if (known === undefined)
      throw new ExpressionError(
        `there is no function "${name}"; there are ${functionNames.join(", ")}`,
        column,
        name.length,
      );
    this.want("(");
    const given = [this.sum()];
    while (this.peek().text === ",") {
      this.take();
      given.push(this.sum());
    }
    this.want(")");
    if (given.length > 1 && known !== "min" && known !== "max")
      throw new ExpressionError(`${known} takes one value`, column, known.length);
    return { is: "call", name: known, arguments: given };
  }
}
