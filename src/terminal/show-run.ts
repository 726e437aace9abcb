import { choicesOf } from "../metrics/choices.ts";
import { relative } from "node:path";
import type { Verdict } from "../event/drill.ts";
import type { GamedayEvent } from "../event/event.ts";
import { blindName, visibleTo } from "../event/visible.ts";
import { formatDuration } from "../kernel/duration.ts";
import { plainTexts } from "../kernel/plain-text.ts";
import type { Summary } from "../metrics/summary.ts";
import type { EarlierDrill } from "../review/earlier.ts";
import { earlierLines } from "../review/wording.ts";
import { runCommand } from "../plan/again.ts";
import { roleWords } from "../wording/actor.ts";
import { briefingShort } from "../wording/briefing.ts";
import { count, percentMinutes } from "../wording/figure.ts";
import type { Plan } from "../plan/plan.ts";
import { display, type Display } from "./live.ts";
import { stepList, type ShownStep } from "./steps.ts";
import { forPeople, jsonText, styleFor, type Style } from "./style.ts";

export interface ShowOptions {
  readonly plan: Plan;
  readonly profileWhy: string;
  /** Everything, or what a player may see. */
  readonly truth: boolean;
  /** NDJSON on stdout, talk on stderr. */
  readonly json: boolean;
  /** Picked blind: the scenario's name stays hidden until the end. */
  readonly blind: boolean;
  readonly style: Style;
  /** Never redraw. */
  readonly plain: boolean;
}

export interface ShownResult {
  readonly drill: string;
  readonly runFolder: string;
  readonly summary: Summary;
  readonly judgement: { readonly verdict: Verdict; readonly reason: string };
  readonly files: readonly string[];
  /** The drill that this rerun proves something for. */
  readonly proves?: string;
  /** Drills before this one with the same cause, oldest first. */
  readonly earlier?: readonly EarlierDrill[];
}

export interface Show {
  planned(drill: string, runFolder: string): void;
  event(event: GamedayEvent): void;
  step(step: ShownStep): void;
  say(text: string): void;
  close(): void;
  end(result: ShownResult): void;
}

/** How `gameday run` shows a drill: the live block, plain lines, or NDJSON. */
export function showRun({ plan, profileWhy, truth, json, blind, style, plain }: ShowOptions): Show {
  const out = process.stdout;
  const env = plain ? { ...process.env, CI: "1" } : process.env;
  const steps = stepList(process.stderr, env);
  const roles = [plan.organisation.profile.onCall.responder];
  let view: Display | undefined;
  return {
    planned: (drill, runFolder) => {
      if (json) return;
      process.stderr.write(
        forPeople(
          style,
          `drill   ${drill}   seed ${plan.seed}   ${plan.runtime}${plan.timeScale === 1 ? "" : `   ${plan.timeScale}x`}\nprofile ${plan.profile}: ${profileWhy}\nfolder  ${shortPath(runFolder)}\n`,
        ),
      );
      if (!truth && plan.scenario.kind === "Drill")
        for (const line of briefingShort({ plan, blind }))
          process.stderr.write(forPeople(style, `${line}\n`));
      view = display(
        out,
        blind && !truth ? { ...plan, scenario: { ...plan.scenario, id: blindName } } : plan,
        drill,
        env,
      );
    },
    event: (event) => {
      const visible = visibleTo(event, { roles, truth });
      if (visible === undefined) return;
      if (json) out.write(`${jsonText(visible)}\n`);
      else view?.event(visible);
    },
    step: (step) => {
      if (json) return;
      if (view === undefined) return steps.step(step);
      // Every look at what is waited for is too much; that it is waited for, and how that ended, is
      // news.
      if (step.state !== "progress") view.say(`${step.title}: ${step.detail ?? step.state}`);
    },
    say: (text) =>
      view === undefined
        ? void process.stderr.write(`${forPeople(style, text)}\n`)
        : view.say(text),
    close: () => {
      steps.close();
      view?.close();
      view = undefined;
    },
    end: (result) =>
      void out.write(
        forPeople(
          style,
          `${endLines(plainTexts(result), plainTexts(plan), styleFor(out, env), { width: out.isTTY === true ? out.columns : undefined, plain }).join("\n")}\n`,
        ),
      ),
  };
}

/** The end of a drill in five lines: verdict, the chain of times, impact, report, again. */
export function endLines(
  { drill, summary, judgement, files, proves, earlier = [] }: ShownResult,
  plan: Plan,
  style: Style,
  { width = 200, plain = false }: { width?: number | undefined; plain?: boolean } = {},
): readonly string[] {
  const tone = ({ pass: "good", fail: "bad", unknown: "warn" } as const)[judgement.verdict];
  const lines = ["", ` ${style.paint(tone, judgement.verdict.toUpperCase())}  ${judgement.reason}`];
  lines.push(...chainOf(summary, width).map((line) => `   ${line}`));
  const { services, total } = summary.impact;
  const impact = services.map(
    ({ service, percentMinutes: lost }) => `${service} ${percentMinutes(lost)}`,
  );
  if (impact.length > 0 && summary.moments.impact !== null)
    lines.push(
      `   impact  ${impact.join("   ")}   requests lost ${count(total.lost)} of ` +
        `${count(total.offered)}   users affected ` +
        `${total.usersHurt === null ? "not known" : count(total.usersHurt)}`,
    );
  if (summary.score !== null && judgement.verdict !== "unknown")
    lines.push(`   score   ${summary.score.points} of 100`);
  const { bots } = summary.people;
  if (bots.length > 0)
    lines.push(
      `   bots    ${[...new Set(bots)].map(roleWords).join(", ")}: what they did counts for no one`,
    );
  const page = files.find((file) => file.endsWith(".html"));
  if (page !== undefined)
    lines.push(`   report  ${shortPath(page)}`, `   open    gameday report open ${drill}`);
  if (proves !== undefined)
    lines.push(
      `   proves  ${judgement.verdict === "pass" ? "the fix works" : "the fix is not verified"}; added to the report of ${proves}`,
    );
  lines.push(...earlierLines(earlier).map((line) => `   before  ${line}`));
  if (summary.drill.kind === "Drill") lines.push(`   review  gameday review ${drill} --owner NAME`);
  lines.push(`   again   ${runCommand(plan, { ...choicesOf(summary), ci: plain })}`);
  return lines;
}

/** Relative to the current folder, when that is shorter. */
function shortPath(file: string): string {
  const here = relative(process.cwd(), file);
  return here.startsWith("..") ? file : here;
}

/**
 * From the fault on, in as many lines as the width asks for: each begins with an arrow, and none
 * ends in one.
 */
function chainOf({ durations }: Summary, width: number): readonly string[] {
  const named: readonly [keyof Summary["durations"], string][] = [
    ["faultToImpact", "users affected"],
    ["faultToAlert", "alert"],
    ["faultToPage", "page"],
    ["faultToDeclared", "declared"],
    ["faultToDiagnosed", "cause found"],
    ["faultToContained", "service restored"],
    ["faultToCleared", "fault gone"],
  ];
  const links = named.flatMap(([key, words]) =>
    typeof durations[key] === "number" ? [`→ ${words} ${formatDuration(durations[key])}`] : [],
  );
  const lines: string[] = [];
  for (const link of links) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(`fault ${link}`);
    else if (last.length + 3 + link.length + 3 <= width)
      lines[lines.length - 1] = `${last} · ${link}`;
    else lines.push(`  ${link}`);
  }
  return lines;
}
