import type { GamedayEvent } from "../event/event.ts";
import type { Plan } from "../plan/plan.ts";
import { formatClock } from "../kernel/duration.ts";
import { plainTexts } from "../kernel/plain-text.ts";
import { percent, percentMinutes } from "../wording/figure.ts";
import { initialLive, see } from "./live-state.ts";
import { liveView } from "./live-view.ts";
import { lineOf, settingOf } from "./line.ts";
import { forPeople, styleFor, type Style } from "./style.ts";

/** Shows a drill while it runs. */
export interface Display {
  event(event: GamedayEvent): void;
  /** A line that is no event, above the block or between the lines. */
  say(text: string): void;
  /** Leaves the terminal as it was, with the cursor below. */
  close(): void;
}

interface Out {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/**
 * The block of `look.md` on a capable terminal; one line per event and a heartbeat everywhere else.
 */
export function display(
  out: Out,
  plan: Plan,
  drill: string,
  env: Readonly<Record<string, string | undefined>>,
): Display {
  const style = styleFor(out, env);
  const live =
    out.isTTY === true &&
    env["TERM"] !== "dumb" &&
    env["CI"] === undefined &&
    (out.columns ?? 80) >= 60;
  // Cleaned before anything is painted: then every colour of a line is one of ours.
  const shown = live
    ? liveDisplay(out, plainTexts(plan), drill, style)
    : plainDisplay(out, plainTexts(plan), drill, style);
  return { ...shown, event: (event) => shown.event(plainTexts(event)) };
}

const everyMs = 250;

function liveDisplay(out: Out, plan: Plan, drill: string, style: Style): Display {
  const state = initialLive(plan, drill);
  let drawn = 0;
  const draw = (): void => {
    const rows = Math.max(12, out.rows ?? 24);
    const lines = liveView(
      state,
      { columns: (out.columns ?? 80) - 1, rows: rows - 1 },
      style,
    ).slice(0, rows - 1);
    // One write per frame: up to the block's first line, each line cleared as it is written, the
    // rest below cleared.
    const up = drawn > 0 ? `\u001B[${drawn}A\r` : "";
    out.write(`${up}${lines.map((line) => `${line}\u001B[K\n`).join("")}\u001B[J`);
    drawn = lines.length;
  };
  out.write("\u001B[?25l");
  const timer = setInterval(draw, everyMs);
  return {
    event: (event) => see(state, event, plan),
    say: (text) => {
      // Above the block: wiped, said, and the block redrawn below.
      out.write(`${drawn > 0 ? `\u001B[${drawn}A\r\u001B[J` : ""}${forPeople(style, text)}\n`);
      drawn = 0;
      draw();
    },
    close: () => {
      clearInterval(timer);
      // Also where its last phase was never seen: a screen that no longer changes waits for nothing.
      state.phase = "over";
      draw();
      out.write("\u001B[?25h");
    },
  };
}

function plainDisplay(out: Out, plan: Plan, drill: string, style: Style): Display {
  const state = initialLive(plan, drill);
  const setting = settingOf(plan);
  let last = 0;
  let lastText = "";
  const say = (ex: number, kind: string, text: string): void => {
    out.write(forPeople(style, `${formatClock(ex)}  ${kind.padEnd(8)} ${text}\n`));
    last = ex;
  };
  return {
    event: (event) => {
      see(state, event, plan);
      const line = lineOf(event, setting);
      if (line !== undefined && !repeated(line.text)) say(event.ex, line.kind, line.text);
      else if (event.ex - last >= 10_000) say(event.ex, "beat", heartbeat());
    },
    say: (text) => void out.write(`${forPeople(style, text)}\n`),
    close: () => {},
  };
  /** A storm of the same words is one line. */
  function repeated(text: string): boolean {
    const same = text === lastText;
    lastText = text;
    return same;
  }
  function heartbeat(): string {
    const slis = [...state.slis.values()].flatMap(({ id, recent, lostPercentMinutes }) => {
      const now = recent.at(-1);
      return now === undefined
        ? []
        : [`${id} ${percent(now)} (lost ${percentMinutes(lostPercentMinutes)})`];
    });
    const signals = [...state.signals.values()]
      .filter(({ value }) => value !== null)
      .slice(0, 3)
      .map(({ title, value, unit }) => `${title} ${value}${unit === "" ? "" : ` ${unit}`}`);
    return [...slis, ...signals].join(" · ") || "nothing measured yet";
  }
}
