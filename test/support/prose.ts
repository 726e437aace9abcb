/** The prose of a file: what people read in it, without code, identifiers and paths. */
import { createScanner, LanguageVariant, ScriptTarget, SyntaxKind } from "typescript";
import { isScalar, Lexer, parseDocument, visit } from "yaml";

interface Prose {
  readonly line: number;
  readonly text: string;
}

export function proseOf(file: string, text: string): Prose[] {
  if (file.endsWith(".ts")) return ofTypeScript(text);
  if (file.endsWith(".yaml")) return ofYaml(text);
  if (file.endsWith(".hbs")) return ofTemplate(text);
  return ofMarkdown(text);
}

/** Comments, and the texts that hold a space: one word alone is an identifier or a key. */
function ofTypeScript(text: string): Prose[] {
  const scanner = createScanner(
    ScriptTarget.Latest,
    false,
    LanguageVariant.Standard,
    text.startsWith("#!") ? text.replace(/^#!/, "//") : text,
  );
  const found: Prose[] = [];
  /** For each open `${`, how many braces are open inside it. */
  const templates: number[] = [];
  let previous = SyntaxKind.Unknown;
  for (let token = scanner.scan(); token !== SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const inTemplate = templates.length > 0;
    if (token === SyntaxKind.SlashToken && !endsValue(previous)) token = scanner.reScanSlashToken();
    if (token === SyntaxKind.TemplateHead) templates.push(0);
    else if (token === SyntaxKind.OpenBraceToken && inTemplate)
      templates.push((templates.pop() ?? 0) + 1);
    else if (token === SyntaxKind.CloseBraceToken && inTemplate) {
      const open = templates.pop() ?? 0;
      if (open > 0) templates.push(open - 1);
      else {
        token = scanner.reScanTemplateToken(false);
        if (token === SyntaxKind.TemplateMiddle) templates.push(0);
      }
    }
    const isText = texts.has(token) && / /.test(scanner.getTokenValue());
    if (isText || comments.has(token)) {
      const line = text.slice(0, scanner.getTokenStart()).split("\n").length;
      const prose = isText ? scanner.getTokenValue() : scanner.getTokenText();
      found.push({ line, text: withoutCode(prose) });
    }
    if (!trivia.has(token)) previous = token;
  }
  return found;
}

const comments = new Set([SyntaxKind.SingleLineCommentTrivia, SyntaxKind.MultiLineCommentTrivia]);
const trivia = new Set([...comments, SyntaxKind.WhitespaceTrivia, SyntaxKind.NewLineTrivia]);
const texts = new Set([
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateHead,
  SyntaxKind.TemplateMiddle,
  SyntaxKind.TemplateTail,
]);

/** A slash after one of these divides; after anything else it begins a regular expression. */
function endsValue(token: SyntaxKind): boolean {
  return (
    token === SyntaxKind.Identifier ||
    token === SyntaxKind.NumericLiteral ||
    token === SyntaxKind.StringLiteral ||
    token === SyntaxKind.TemplateTail ||
    token === SyntaxKind.NoSubstitutionTemplateLiteral ||
    token === SyntaxKind.CloseParenToken ||
    token === SyntaxKind.CloseBracketToken ||
    token === SyntaxKind.ThisKeyword
  );
}

function ofYaml(text: string): Prose[] {
  const found: Prose[] = [];
  const at = (offset: number): number => text.slice(0, offset).split("\n").length;
  visit(parseDocument(text), {
    Scalar: (key, node) => {
      if (key !== "key" && isScalar<string>(node) && / /.test(String(node.value)))
        found.push({ line: at(node.range?.[0] ?? 0), text: withoutCode(String(node.value)) });
    },
  });
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (token.startsWith("#")) found.push({ line: at(offset), text: withoutCode(token) });
    // The lexer's own marks are no part of the text.
    // oxlint-disable-next-line no-control-regex -- they are what it looks for
    if (!/^[\u0002\u0018\u001f\uFEFF]$/.test(token)) offset += token.length;
  }
  return found;
}

function ofTemplate(text: string): Prose[] {
  return lines(text.replaceAll(/\{\{[\s\S]*?\}\}|<[^>]*>/g, blank));
}

function ofMarkdown(text: string): Prose[] {
  return lines(text.replaceAll(/```[\s\S]*?```|`[^`\n]*`|\]\([^)]*\)/g, blank));
}

const lines = (text: string): Prose[] =>
  text.split("\n").map((line, index) => ({ line: index + 1, text: line }));
const withoutCode = (text: string): string => text.replaceAll(/`[^`\n]*`/g, blank);
/** Keeps the lines, so that what follows keeps its number. */
const blank = (code: string): string => code.replaceAll(/[^\n]/g, " ");
