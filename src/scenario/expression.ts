/**
 * Arithmetic over names, `heavyCapacity * min(hotFactor, 4)`: + - * / ( ) and min, max, round,
 * ceil, floor. Parsed once, evaluated with the values of a run. No other power: scenario files come
 * from strangers.
 */

export type Value = number | string | boolean;
export type Values = Readonly<Record<string, Value>>;

const operators: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};

export type Expression =
  | { readonly is: "number"; readonly value: number }
  | { readonly is: "name"; readonly name: string; readonly column: number }
  | { readonly is: "negative"; readonly of: Expression }
  | {
      readonly is: "binary";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly is: "call"; readonly name: FunctionName; readonly arguments: readonly Expression[] };

export type Operator = "+" | "-" | "*" | "/";

const functions = {
  min: Math.min,
  max: Math.max,
  round: Math.round,
  ceil: Math.ceil,
  floor: Math.floor,
} as const;
export type FunctionName = keyof typeof functions;
export const functionNames = Object.keys(functions) as readonly FunctionName[];

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

/**
 * The value of an expression. Text cannot be part of a calculation; a result that is not a finite
 * number is an ExpressionError.
 */
export function evaluate(expression: Expression, values: Values): Value {
  if (expression.is === "name") return lookUp(expression, values);
  const result = number(expression, values);
  if (!Number.isFinite(result))
    throw new ExpressionError("the result is not a finite number; is there a division by zero?", 1);
  return result;
}

function lookUp({ name, column }: Extract<Expression, { is: "name" }>, values: Values): Value {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) throw new ExpressionError(`unknown name "${name}"`, column, name.length);
  return value;
}

function number(expression: Expression, values: Values): number {
  switch (expression.is) {
    case "number":
      return expression.value;
    case "name": {
      const value = lookUp(expression, values);
      if (typeof value !== "number")
        throw new ExpressionError(
          `"${expression.name}" is ${typeof value === "string" ? "text" : "true or false"}, not a number`,
          expression.column,
          expression.name.length,
        );
      return value;
    }
    case "negative":
      return -number(expression.of, values);
    case "call":
      return functions[expression.name](
        ...(expression.arguments.map((each) => number(each, values)) as [number]),
      );
    case "binary": {
      const left = number(expression.left, values);
      const right = number(expression.right, values);
      return operators[expression.operator](left, right);
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
