/**
 * How text may look on this stream: colours that say nothing alone, and glyphs with an ASCII
 * fallback.
 */
import { styleText } from "node:util";
import { plainText, withoutCiCommands } from "../kernel/plain-text.ts";
import { programName, spelled } from "./program.ts";

export type Tone = "good" | "bad" | "warn" | "dim" | "strong" | "accent";

export interface Style {
  readonly color: boolean;
  readonly unicode: boolean;
  /** How this program is typed here; see `program.ts`. */
  readonly program: string;
  paint(tone: Tone, text: string): string;
  readonly glyph: {
    readonly good: string;
    readonly bad: string;
    readonly warn: string;
    readonly arrow: string;
    readonly dot: string;
    readonly rule: string;
    readonly bars: readonly string[];
    readonly full: string;
    readonly empty: string;
    readonly edges: readonly [string, string];
  };
}

type Env = Readonly<Record<string, string | undefined>>;
const formats = {
  good: "green",
  bad: "red",
  warn: "yellow",
  dim: "dim",
  strong: "bold",
  accent: "cyan",
} as const;

/** NO_COLOR and FORCE_COLOR decide, else a capable terminal does (no-color.org). */
export function styleFor(stream: { isTTY?: boolean | undefined }, env: Env): Style {
  const forced = env["FORCE_COLOR"] !== undefined && env["FORCE_COLOR"] !== "0";
  const color =
    (env["NO_COLOR"] ?? "") === "" && (forced || (stream.isTTY === true && env["TERM"] !== "dumb"));
  const locale = env["LC_ALL"] ?? env["LC_CTYPE"] ?? env["LANG"] ?? "";
  // A C locale that names no charset still shows UTF-8 in every terminal that people use, save the
  // Linux console and dumb ones.
  const unicode =
    env["TERM"] !== "dumb" &&
    env["TERM"] !== "linux" &&
    !/(^|\.)(ascii|iso-?8859|latin)/i.test(locale);
  return {
    color,
    unicode,
    program: programName({
      entry: process.argv[1] ?? "",
      cwd: process.cwd(),
      path: env["PATH"] ?? "",
    }),
    paint: (tone, text) =>
      color ? styleText(formats[tone], text, { validateStream: false }) : text,
    glyph: unicode
      ? {
          good: "✓",
          bad: "✗",
          warn: "!",
          arrow: "→",
          dot: "·",
          rule: "─",
          bars: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
          full: "█",
          empty: "░",
          edges: ["▕", "▏"],
        }
      : {
          good: "+",
          bad: "x",
          warn: "!",
          arrow: "->",
          dot: "-",
          rule: "-",
          bars: ["_", ".", ":", "-", "=", "+", "*", "#"],
          full: "#",
          empty: ".",
          edges: ["[", "]"],
        },
  };
}

// oxlint-disable-next-line no-control-regex -- our own colours, as `paint` makes them
const ownColours = /(\u001B\[(?:1|2|22|31|32|33|36|39)m)/;

/**
 * Our colours where this stream has them, no other control sequence, nothing that a CI takes for a
 * command; without Unicode our few signs spelled in ASCII.
 */
export function plainAscii(style: Style, text: string): string {
  const parts = style.color
    ? text.split(ownColours).map((part, index) => (index % 2 === 1 ? part : plainText(part)))
    : [plainText(text)];
  const plain = withoutCiCommands(parts.join(""));
  return style.unicode
    ? plain
    : plain
        .replaceAll("→", "->")
        .replaceAll("·", "-")
        .replaceAll("…", "...")
        .replaceAll("−", "-")
        .replaceAll(/[“”]/g, '"');
}

/**
 * What everything that people read goes through on its way out: our commands as they are typed
 * here, our signs as this terminal has them.
 */
export function forPeople(style: Style, text: string): string {
  return plainAscii(style, spelled(text, style.program));
}

/**
 * One line of JSON for a pipe or a CI's log: what would be a control character or a CI's command
 * there is escaped, so a reader gets the same value.
 */
export function jsonText(value: unknown): string {
  // oxlint-disable-next-line no-control-regex -- JSON itself escapes those below U+0020 only
  const escaped = JSON.stringify(value).replaceAll(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return escaped.replaceAll(/##(?=[a-z]*\[)/gi, "#\\u0023");
}
