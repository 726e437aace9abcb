/** Dashboards as lines of text: one line a panel, dashboards side by side where there is room. */
import { plural } from "../kernel/plural.ts";
import { amount, count, latency, percent } from "../wording/figure.ts";
import { shownText, type Dashboard, type Panel, type RequestLine } from "../plan/dashboards.ts";
import type { Board } from "./board.ts";
import { clip, spark, visibleLength } from "./fit.ts";
import type { SignalView } from "./live-state.ts";
import type { Style } from "./style.ts";

/** From this width on dashboards stand in two columns. */
const twoColumns = 140;
const gutter = 3;

interface Setting {
  readonly board: Board;
  readonly signals: ReadonlyMap<string, SignalView>;
  readonly style: Style;
}

/** The dashboards within a width; at most `room` lines, the last of which says what is left out. */
export function boardLines(
  board: Board,
  signals: ReadonlyMap<string, SignalView>,
  size: { width: number; room: number },
  style: Style,
): readonly string[] {
  const setting = { board, signals, style };
  const columns = size.width >= twoColumns && board.dashboards.length > 1 ? 2 : 1;
  const width = Math.floor((size.width - (columns - 1) * gutter) / columns);
  const blocks = board.dashboards.map((dashboard) => block(dashboard, width, setting));
  const lines = columns === 1 ? blocks.flat() : beside(blocks, width);
  if (lines.length <= size.room) return lines;
  const shown = lines.slice(0, Math.max(0, size.room - 1));
  return size.room < 1
    ? []
    : [
        ...shown,
        style.paint(
          "dim",
          clip(
            `  ${lines.length - shown.length} more ${plural(lines.length - shown.length, "line")} of dashboards in a taller window`,
            size.width,
            style,
          ),
        ),
      ];
}

function block(dashboard: Dashboard, width: number, setting: Setting): string[] {
  const [only, ...more] = dashboard.panels;
  // A dashboard of one panel needs no heading of its own.
  if (only !== undefined && more.length === 0)
    return [panelLine({ ...only, title: dashboard.title }, width, dashboard.title.length, setting)];
  const label = Math.min(12, Math.max(7, ...dashboard.panels.map(({ title }) => title.length)));
  return [
    setting.style.paint("strong", clip(` ${dashboard.title}`, width, setting.style)),
    ...dashboard.panels.map((panel) => ` ${panelLine(panel, width - 1, label, setting)}`),
  ];
}

/** First column down to half of the lines, then the second: in reading order. */
function beside(blocks: readonly string[][], width: number): string[] {
  const total = blocks.flat().length;
  const left: string[] = [];
  const right: string[] = [];
  for (const lines of blocks)
    (right.length > 0 || (left.length > 0 && left.length + lines.length > Math.ceil(total / 2) + 1)
      ? right
      : left
    ).push(...lines);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
    const first = left[row] ?? "";
    const second = right[row];
    return second === undefined
      ? first
      : `${first}${" ".repeat(Math.max(0, width - visibleLength(first)) + gutter)}${second}`;
  });
}

function panelLine(panel: Panel, width: number, label: number, setting: Setting): string {
  const head = ` ${panel.title.slice(0, label).padEnd(label)}  `;
  const room = width - head.length;
  // Curves go first when there is no room, then the middle of words.
  const tries = [[12], [6], [4], [0], [0, 14], [0, 10]].map(
    ([cells = 0, word = Number.POSITIVE_INFINITY]) =>
      texts(panel, cells, word, setting).join("   "),
  );
  return `${head}${clip(tries.find((text) => visibleLength(text) <= room) ?? tries.at(-1) ?? "", room, setting.style)}`;
}

/** A panel's lines with so many cells of curve each, and so many for words. */
function texts(panel: Panel, cells: number, word: number, setting: Setting): string[] {
  const parts = panel.lines.flatMap((line) =>
    line.is === "requests"
      ? [requestText(line, panel.show, cells, setting)]
      : signalTexts(line.signal, panel, { cells, word }, setting),
  );
  return parts.length === 0 ? [setting.style.paint("dim", "nothing measured yet")] : parts;
}

function requestText(
  { key, name, objective }: RequestLine,
  show: Panel["show"],
  cells: number,
  { board, style }: Setting,
): string {
  const recent = board.requests.get(key)?.[show] ?? [];
  const now = recent.at(-1);
  if (now === undefined) return `${name} –`;
  const top =
    show === "success" || show === "refused"
      ? 100
      : Math.max(1, ...recent.filter((value) => !Number.isNaN(value)));
  const curve = cells === 0 ? "" : ` ${spark(recent.slice(-cells), top, style)}`;
  const bad = show === "success" && objective !== undefined && now < objective;
  return `${name} ${bad ? style.paint("bad", `${style.glyph.bad} ${valueText(show, now)}`) : valueText(show, now)}${curve}`;
}

function valueText(show: Panel["show"], value: number): string {
  switch (show) {
    case "success":
    case "refused":
      return percent(value);
    case "latency":
      return Number.isNaN(value) ? "–" : latency(value);
    case "rate":
      return `${count(value)}/s`;
    default:
      return show satisfies never;
  }
}

function signalTexts(
  id: string,
  { top }: Panel,
  { cells, word }: { cells: number; word: number },
  { board, signals, style }: Setting,
): string[] {
  const keys = board.keys.get(id);
  const signal = signals.get(id);
  if (keys !== undefined)
    return [...keys]
      .slice(0, top)
      .map(
        ([key, values]) =>
          `${key === "" ? "(none)" : shownText(key)} ${amount(values.at(-1) ?? 0)}${cells === 0 ? "" : ` ${spark(values.slice(-cells), Math.max(1, ...values), style)}`}`,
      );
  if (signal === undefined || signal.value === null)
    return signal === undefined ? [] : [`${signal.title} –`];
  if (typeof signal.value === "string")
    return [`${signal.title} ${middleCut(shownText(signal.value), word, style)}`];
  const curve =
    cells === 0 || signal.recent.length < 2
      ? ""
      : ` ${spark(signal.recent.slice(-cells), Math.max(1, ...signal.recent), style)}`;
  return [
    `${signal.title} ${amount(signal.value)}${signal.unit === "" ? "" : ` ${signal.unit}`}${curve}`,
  ];
}

/** Both ends of a GTID set say more than its beginning. */
function middleCut(text: string, room: number, style: Style): string {
  if (text.length <= room) return text;
  const tail = Math.ceil((room - 1) * 0.6);
  return `${text.slice(0, room - 1 - tail)}${style.unicode ? "…" : "~"}${text.slice(-tail)}`;
}
