/** The words of the journal, and where code writes and reads them. */
import ts from "typescript";

export interface Source {
  readonly file: string;
  readonly text: string;
}

export interface Vocabulary {
  /** Types of events: the keys of the interfaces `…Events`. */
  readonly types: ReadonlySet<string>;
  /** The values that their data may have: the texts in unions. */
  readonly values: ReadonlySet<string>;
}

/** What the files of `src/event/` declare. */
export function vocabularyOf(sources: readonly Source[]): Vocabulary {
  const types = new Set<string>();
  const values = new Set<string>();
  walk(sources, (node) => {
    if (ts.isInterfaceDeclaration(node) && node.name.text.endsWith("Events"))
      for (const { name } of node.members)
        if (name !== undefined && ts.isStringLiteral(name)) types.add(name.text);
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal))
      values.add(node.literal.text);
  });
  return { types, values };
}

export interface Uses {
  /** Texts that stand as `type` of an object. */
  readonly typed: ReadonlySet<string>;
  /** Texts that are given to something, or stand in a list. */
  readonly given: ReadonlySet<string>;
  /** Texts that something is compared with, or that stand in a list or as a key. */
  readonly read: ReadonlySet<string>;
}

/** What these files do with the texts in them. */
export function usesIn(sources: readonly Source[]): Uses {
  const uses = { typed: new Set<string>(), given: new Set<string>(), read: new Set<string>() };
  walk(sources, (node) => {
    if (!ts.isStringLiteralLike(node) || ts.isLiteralTypeNode(node.parent)) return;
    const { parent } = node;
    const listed = ts.isArrayLiteralExpression(parent);
    const compared = isCompared(node);
    if (listed || compared) uses.read.add(node.text);
    if (listed || !compared) uses.given.add(node.text);
    if (!compared && isType(parent)) uses.typed.add(node.text);
  });
  return uses;
}

/** Also `type: again ? "one" : "other"`. */
function isType(node: ts.Node): boolean {
  if (ts.isConditionalExpression(node)) return isType(node.parent);
  return ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === "type";
}

function isCompared(node: ts.StringLiteralLike): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.name === node;
  if (!ts.isBinaryExpression(parent)) return ts.isCaseClause(parent);
  return [
    ts.SyntaxKind.EqualsEqualsEqualsToken,
    ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ].includes(parent.operatorToken.kind);
}

function walk(sources: readonly Source[], look: (node: ts.Node) => void): void {
  const visit = (node: ts.Node): void => {
    look(node);
    ts.forEachChild(node, visit);
  };
  for (const { file, text } of sources)
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
}
