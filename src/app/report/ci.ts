import { choicesOf } from "../../metrics/choices.ts";
import { appendFileSync } from "node:fs";
import { relative } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import { messageOf } from "../../kernel/message-of.ts";
import { runCommand } from "../../plan/again.ts";
import type { Plan } from "../../plan/plan.ts";
import { annotationsOf, workflowCommand } from "../../report/ci/annotation.ts";
import { jobSummary } from "../../report/ci/job-summary.ts";
import type { Built } from "./build.ts";
import { shownFrom } from "../../register/paths.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface CiRun extends Pick<Built, "summary" | "judgement"> {
  readonly plan: Plan;
  readonly runFolder: string;
  /** The scenario's file, absolute, and its text. */
  readonly scenario: { readonly file: string; readonly text: string };
}

/**
 * Reports a drill's result to a CI, in the ways that the environment offers: annotations are
 * printed, the job's summary is written. Returns the lines to print.
 */
export function tellCi(
  env: Env,
  { plan, summary, judgement, runFolder, scenario }: CiRun,
): readonly string[] {
  const page = env["GITHUB_STEP_SUMMARY"] ?? "";
  const lines = [`junit   ${relative(process.cwd(), runFolder)}/junit.xml`];
  if (page !== "") {
    try {
      appendFileSync(
        page,
        jobSummary({
          plan,
          summary,
          judgement,
          runFolder: relative(process.cwd(), runFolder),
          again: runCommand(plan, { ...choicesOf(summary), ci: true }),
        }),
      );
    } catch (error) {
      // The verdict is valid without its page.
      lines.push(`cannot write the job summary: ${messageOf(error)}`);
    }
  }
  return isGithub(env)
    ? [
        ...lines,
        ...annotationsOf(judgement, { ...scenario, file: inCheckout(env, scenario.file) }).map(
          workflowCommand,
        ),
      ]
    : lines;
}

/** The same for a drill that did not start: each error at its line. */
export function tellCiOfError(env: Env, error: unknown): readonly string[] {
  if (!isGithub(env) || !(error instanceof GamedayError)) return [];
  const all = error.others.length > 0 ? error.others : [error];
  return all.map(({ code, message, hint, place }) =>
    workflowCommand({
      level: "error",
      title: `Gameday ${code}`,
      message: hint === undefined ? message : `${message}\n${hint}`,
      ...(place === undefined
        ? {}
        : { file: inCheckout(env, place.file), line: place.line, column: place.column }),
    }),
  );
}

const isGithub = (env: Env): boolean => env["GITHUB_ACTIONS"] === "true";

/** Relative to the checkout; a file elsewhere keeps its path. */
function inCheckout(env: Env, file: string): string {
  return shownFrom(env["GITHUB_WORKSPACE"] ?? process.cwd(), file);
}
