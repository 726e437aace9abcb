/** Finds code that decides by a text which was written for people. */
import ts from "typescript";

export interface Reading {
  readonly line: number;
  /** What is done, as it is written: `note.data.text.startsWith("paused")`. */
  readonly code: string;
}

/** Fields that hold a sentence. */
const sentences = new Set(
  "message reason text detail evidence hint note statement brief title words says problem advice".split(
    " ",
  ),
);
/** A parameter or variable of such a name holds one wherever it comes from. */
const telling = new Set("message reason detail evidence hint".split(" "));
/** Makers of sentences. */
const maker = /(?:Text|Words|Sentence)$|^(?:words|label|messageOf)$/;
const ofTexts = new Set(
  "startsWith endsWith includes indexOf lastIndexOf match matchAll search replace replaceAll split".split(
    " ",
  ),
);
const ofPatterns = new Set(["test", "exec"]);
/** Whether a sentence is one of several. */
const ofLists = new Set(["has", "get", "includes", "indexOf"]);

/** Every place of one source file that reads a meaning out of a sentence. */
export function readings(file: string, source: string): readonly Reading[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: Reading[] = [];
  visit(tree, new Set(), (node) => {
    found.push({
      line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1,
      code: node.getText().replaceAll(/\s+/g, " "),
    });
  });
  return found;
}

/** `known`: the names here that stand for a sentence. */
function visit(node: ts.Node, known: Set<string>, report: (node: ts.Node) => void): void {
  const inside = ts.isFunctionLike(node) || ts.isBlock(node) ? new Set(known) : known;
  if (ts.isBindingElement(node)) bind(node, inside);
  if (
    ts.isVariableDeclaration(node) &&
    ts.isIdentifier(node.name) &&
    node.initializer !== undefined &&
    isSentence(node.initializer, inside)
  )
    inside.add(node.name.text);
  if (reads(node, inside)) report(node);
  ts.forEachChild(node, (child) => visit(child, inside, report));
}

/** `{ text }` and `{ text: said }`. */
function bind({ parent, propertyName, name }: ts.BindingElement, known: Set<string>): void {
  if (!ts.isObjectBindingPattern(parent)) return;
  const field = propertyName ?? name;
  if (!ts.isIdentifier(name) || !ts.isIdentifier(field)) return;
  if (sentences.has(field.text)) known.add(name.text);
  else known.delete(name.text);
}

function isSentence(node: ts.Expression, known: ReadonlySet<string>): boolean {
  if (ts.isIdentifier(node)) return known.has(node.text) || telling.has(node.text);
  if (ts.isPropertyAccessExpression(node)) return sentences.has(node.name.text);
  if (ts.isElementAccessExpression(node))
    return (
      (ts.isStringLiteral(node.argumentExpression) &&
        sentences.has(node.argumentExpression.text)) ||
      isPartOfSentence(node.expression, known)
    );
  if (ts.isBinaryExpression(node))
    return isSentence(node.left, known) || isSentence(node.right, known);
  if (ts.isConditionalExpression(node))
    return isSentence(node.whenTrue, known) || isSentence(node.whenFalse, known);
  if (ts.isTemplateExpression(node))
    return node.templateSpans.some(({ expression }) => isSentence(expression, known));
  if (ts.isCallExpression(node)) return isMadeSentence(node, known);
  return (
    (ts.isParenthesizedExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isAsExpression(node)) &&
    isSentence(node.expression, known)
  );
}

/** `message.split(" ")`, of which one word is taken. */
function isPartOfSentence(node: ts.Expression, known: ReadonlySet<string>): boolean {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === "split" &&
    isSentence(node.expression.expression, known)
  );
}

/** `fullText(error)`, `String(message)`, and `text.trim()` of a sentence. */
function isMadeSentence(
  { expression: callee, arguments: given }: ts.CallExpression,
  known: ReadonlySet<string>,
): boolean {
  if (ts.isIdentifier(callee))
    return (
      maker.test(callee.text) ||
      (callee.text === "String" && given[0] !== undefined && isTelling(given[0], known))
    );
  return (
    ts.isPropertyAccessExpression(callee) &&
    /^(?:trim|trimEnd|trimStart|toLowerCase|slice)$/.test(callee.name.text) &&
    isSentence(callee.expression, known)
  );
}

/** An event's `evidence` may be an id, which is looked up in lists and tables. */
const isId = (node: ts.Expression): boolean => /\b(?:evidence|id)$/.test(node.getText());

/** A sentence, or an error that is turned into one. */
function isTelling(node: ts.Expression, known: ReadonlySet<string>): boolean {
  return (ts.isIdentifier(node) && node.text === "error") || isSentence(node, known);
}

function reads(node: ts.Node, known: ReadonlySet<string>): boolean {
  if (ts.isElementAccessExpression(node))
    return isSentence(node.argumentExpression, known) && !isId(node.argumentExpression);
  if (ts.isCallExpression(node)) return readsByCall(node, known);
  if (ts.isBinaryExpression(node)) return compares(node, known);
  return ts.isSwitchStatement(node) && isSentence(node.expression, known);
}

function readsByCall(
  { expression: callee, arguments: [first] }: ts.CallExpression,
  known: ReadonlySet<string>,
): boolean {
  if (!ts.isPropertyAccessExpression(callee) || first === undefined) return false;
  if (ofPatterns.has(callee.name.text))
    return isSentence(first, known) && !isLayout(callee.expression);
  if (ofLists.has(callee.name.text) && isSentence(first, known) && !isId(first)) return true;
  if (!ofTexts.has(callee.name.text)) return false;
  return isPhrase(first) || (isSentence(callee.expression, known) && !isLayout(first));
}

const comparisons = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

/** With a text that has a space in it, or a sentence with any word. */
function compares({ left, right, operatorToken }: ts.BinaryExpression, known: ReadonlySet<string>) {
  if (!comparisons.has(operatorToken.kind)) return false;
  return [
    [left, right],
    [right, left],
  ].some(
    ([literal, other]) =>
      literal !== undefined &&
      other !== undefined &&
      (isPhrase(literal) ||
        (ts.isStringLiteralLike(literal) && /\w/.test(literal.text) && isSentence(other, known))),
  );
}

/** Words with a space between them are no identifier. */
function isPhrase(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) && /\w \w/.test(node.text);
}

/** Signs, spaces and line ends: they carry no meaning. */
function isLayout(node: ts.Expression): boolean {
  if (ts.isStringLiteralLike(node)) return !/\w/.test(node.text);
  return (
    ts.isRegularExpressionLiteral(node) &&
    !/\((?!\?)/.test(node.text) &&
    !/\w/.test(node.text.replace(/\w+$/, "").replaceAll(/\\[a-z]|\[\w-\w\]/gi, ""))
  );
}
