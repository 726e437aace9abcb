/** The live block as lines of text: a pure function of the state, the width and the style. */
import { formatClock, formatDuration } from "../kernel/duration.ts";
import { percent, percentMinutes } from "../wording/figure.ts";
import { boardLines } from "./board-lines.ts";
import { clip, spark } from "./fit.ts";
import { clockLine } from "./live-clock.ts";
import { nextStep } from "./next-step.ts";
import { spelled } from "./program.ts";
import { plainAscii, type Style } from "./style.ts";
import type { LiveState, SignalView, SliView } from "./live-state.ts";

/** The block that is redrawn in place. `rows` bounds the event log. */
export function liveView(
  state: LiveState,
  size: { columns: number; rows: number },
  style: Style,
): readonly string[] {
  const width = Math.max(40, Math.min(size.columns, 200));
  const head = [
    header(state, width, style),
    clockLine(state, width, style),
    ...[...state.slis.values()].map((sli) => sliLine(sli, state, width, style)),
  ];
  const bottom = footer(state, width, style);
  const top = [
    ...head,
    ...dashboards(
      state,
      { width, room: size.rows - head.length - bottom.length - 2 - leastLog },
      style,
    ),
  ];
  const room = Math.max(3, size.rows - top.length - bottom.length - 3);
  const log = state.log.slice(-Math.min(room, 12)).map(({ ex, line, times }) => {
    const text = ` ${formatClock(ex)}  ${line.kind.padEnd(8)} ${line.text}${times > 1 ? `  (${times} times)` : ""}`;
    const cut = clip(spelled(text, style.program), width, style);
    return line.tone === undefined ? cut : style.paint(line.tone, cut);
  });
  const rule = style.paint("dim", style.glyph.rule.repeat(width));
  return [...top, rule, ...log, rule, ...bottom].map((line) =>
    plainAscii(style, line.replaceAll("\n", " ")),
  );
}

function header(state: LiveState, width: number, style: Style): string {
  const still = state.paused ? "  PAUSED" : "";
  const label = ` ${headline(state)}${still}`;
  const scale = state.timeScale === 1 ? "" : ` ${style.glyph.dot} ${state.timeScale}x`;
  const right =
    `${state.scenario} ${style.glyph.dot} ${state.runtime} ${style.glyph.dot} seed ` +
    `${state.seed}${scale} ${style.glyph.dot} ${formatClock(state.ex)}`;
  const gap = Math.max(2, width - label.length - right.length - 1);
  const grave = state.level === 0 ? "bad" : "warn";
  const tone = state.level === undefined || state.incident === "false-alarm" ? "strong" : grave;
  return style.paint(tone, label) + clip(" ".repeat(gap) + right, width - label.length, style);
}

function headline({ level, incident, name, phase, test, label }: LiveState): string {
  if (level !== undefined)
    return `${incident === "false-alarm" ? "False alarm" : label(level)}  ${name ?? ""}`;
  if (phase === "up") return "Starting the stack";
  return test ? "Test: the system must hold by itself" : "No incident declared";
}

function sliLine(sli: SliView, state: LiveState, width: number, style: Style): string {
  const now = sli.recent.at(-1);
  const value = now === undefined ? "no data" : percent(now);
  const good = now === undefined || now >= sli.objective;
  const judged = good ? style.glyph.good : style.glyph.bad;
  const mark = now === undefined ? " " : judged;
  const success = sli.recent.slice(width < 100 ? -10 : -30);
  const below =
    sli.belowSince === undefined
      ? ""
      : `   below for ${formatDuration(state.ex - sli.belowSince * 1_000)}`;
  const text =
    `${value.padStart(8)} ${spark(success, 100, style)}  objective ${sli.objective} %   ` +
    `lost so far ${percentMinutes(sli.lostPercentMinutes)}${below}`;
  return ` ${sli.id.padEnd(7)} ${style.paint(good ? "good" : "bad", mark)} ${clip(text, width - 11, style)}`;
}

/** Lines of the log that dashboards leave room for. */
const leastLog = 5;

/** What the scenario declares, or every signal that is not for judging alone. */
function dashboards(
  state: LiveState,
  size: { width: number; room: number },
  style: Style,
): readonly string[] {
  return state.board.dashboards.length > 0
    ? boardLines(state.board, state.signals, size, style)
    : signals(state, size.width, style);
}

function signals(state: LiveState, width: number, style: Style): readonly string[] {
  const parts = [...state.signals.values()]
    .filter((signal) => signal.value !== null)
    .map((signal) => signalText(signal, width, style));
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last === undefined || last.length + part.length + 3 > width) lines.push(` ${part}`);
    else lines[lines.length - 1] = `${last}   ${part}`;
  }
  return lines.slice(0, 3).map((line) => clip(line, width, style));
}

function signalText(signal: SignalView, width: number, style: Style): string {
  const top = Math.max(1, ...signal.recent);
  const curve =
    signal.recent.length > 1 && width >= 100
      ? ` ${spark(signal.recent.slice(-10), top, style)}`
      : "";
  return `${signal.title} ${signal.value ?? "?"}${signal.unit === "" ? "" : ` ${signal.unit}`}${curve}`;
}

/**
 * What to open and to type; nothing once the drill is over, for then the screen is only to be read.
 */
function footer(state: LiveState, width: number, style: Style): readonly string[] {
  if (state.phase === "over") return [];
  const fronts = state.fronts.map((front) => clip(` open    ${front}`, width, style));
  const tools = [
    ...(state.simulated ? [] : ["gameday sql"]),
    ...(state.test ? [] : ["gameday prove"]),
    "gameday status",
    "logs in the run folder",
  ];
  const commands = [` tools   ${tools.join("   ")}`, ` next    ${nextStep(state)}`];
  return [
    ...fronts,
    ...commands.map((line) => clip(wholeItems(spelled(line, style.program), width), width, style)),
  ];
}

/**
 * As many of a line's items as there is room for, the first at least: half a command is none that
 * can be typed.
 */
function wholeItems(line: string, width: number): string {
  const items = line.split("   ");
  while (items.length > 2 && items.join("   ").length > width) items.pop();
  return items.join("   ");
}
