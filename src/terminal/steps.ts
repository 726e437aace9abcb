import { formatDuration } from "../kernel/duration.ts";
import { forPeople, styleFor } from "./style.ts";

/** One step of long work, as a step list shows it. */
export interface ShownStep {
  readonly title: string;
  readonly state: "start" | "progress" | "done" | "skip";
  readonly detail?: string;
  /** 0 to 1 */
  readonly fraction?: number;
}

/** Shows the steps of some work on stderr while it goes on. */
export async function withSteps<T>(
  work: (onStep: (step: ShownStep) => void) => Promise<T>,
): Promise<T> {
  const steps = stepList(process.stderr, process.env);
  return work((step) => steps.step(step)).finally(() => steps.close());
}

/**
 * A list of steps with elapsed times; the running one is redrawn in place on a terminal, and said
 * once elsewhere.
 */
export function stepList(
  out: { isTTY?: boolean; columns?: number; write(text: string): unknown },
  env: Readonly<Record<string, string | undefined>>,
): { step(step: ShownStep): void; close(): void } {
  const style = styleFor(out, env);
  const inPlace = out.isTTY === true && env["TERM"] !== "dumb" && env["CI"] === undefined;
  let running: { title: string; since: number; detail: string } | undefined;
  const line = (mark: string, title: string, detail: string): string =>
    forPeople(style, `  ${mark} ${title}${detail === "" ? "" : `  ${style.paint("dim", detail)}`}`);
  const draw = (): void => {
    if (running !== undefined && inPlace)
      out.write(
        `\r\u001B[K${line(style.glyph.dot, running.title, `${running.detail} ${formatDuration(performance.now() - running.since)}`.trim())}`,
      );
  };
  const timer = inPlace ? setInterval(draw, 250) : undefined;
  timer?.unref();
  return {
    step: ({ title, state, detail = "", fraction }) => {
      if (state === "start" || state === "progress") {
        const shown =
          `${detail}${fraction === undefined ? "" : ` ${Math.round(fraction * 100)} %`}`.trim();
        if (!inPlace && state === "start") out.write(`${line(style.glyph.dot, title, shown)}\n`);
        running = {
          title,
          since: running?.title === title ? running.since : performance.now(),
          detail: shown,
        };
        return draw();
      }
      const took =
        running?.title === title ? formatDuration(performance.now() - running.since) : "";
      out.write(
        `${inPlace ? "\r\u001B[K" : ""}${line(state === "done" ? style.paint("good", style.glyph.good) : style.paint("warn", style.glyph.warn), title, [detail, took].filter(Boolean).join("  "))}\n`,
      );
      running = undefined;
    },
    close: () => {
      clearInterval(timer);
      if (inPlace && running !== undefined) out.write("\r\u001B[K");
    },
  };
}
