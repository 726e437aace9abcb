import { join } from "node:path";
import { resultLine, type ResultLine } from "../../event/result.ts";
import type { JournalEnd } from "../../journal/journal.ts";
import { readJournal } from "../../journal/read-journal.ts";
import { GamedayError } from "../../kernel/error.ts";
import { exitCode, type ExitCode } from "../../kernel/exit-code.ts";
import { messageOf } from "../../kernel/message-of.ts";
import { impactByService } from "../../metrics/impact.ts";
import { summariseStream, type Summary } from "../../metrics/summary.ts";
import type { EarlierDrill } from "../../review/earlier.ts";
import type { Plan } from "../../plan/plan.ts";
import { buildReport } from "../../report/report.ts";
import { loadTemplates } from "../../report/templates.ts";
import { judge, type Judgement } from "../../verdict/judge.ts";
import type { Paths } from "../../register/paths.ts";
import { keepFilesPrivate } from "../../register/private-files.ts";
import { replaceFile } from "../../register/replace-file.ts";
import { unsealRun } from "../../register/sealed-run.ts";
import { Registry } from "../../register/registry.ts";
import { closureOf } from "./closure.ts";
import { readPlan } from "./read-plan.ts";
import { readReruns } from "./reruns.ts";

export interface Built {
  readonly summary: Summary;
  readonly judgement: Judgement;
  /** Drills before this one with the same cause, oldest first. */
  readonly earlier: readonly EarlierDrill[];
  /** What was written, absolute paths. */
  readonly files: readonly string[];
}

/**
 * What a command knows of the drill that it has just run: the files in the folder may have been
 * replaced since.
 */
export interface Written {
  readonly plan: Plan;
  readonly end: JournalEnd;
}

/**
 * Rebuilds everything that is derived from a run folder's journal. The same version gives the same
 * bytes. With `written`, a journal that does not end as it was written gets no verdict: GD-R006.
 */
export async function buildRun(paths: Paths, runFolder: string, written?: Written): Promise<Built> {
  keepFilesPrivate();
  await openLate(paths, runFolder);
  // Read as it will be read later, so that a later report has the same bytes.
  const plan =
    written === undefined
      ? readPlan(runFolder)
      : (JSON.parse(JSON.stringify(written.plan)) as Plan);
  const file = join(runFolder, "events.jsonl");
  const summary = await summariseStream(
    plan,
    readJournal(file, { verify: true, end: written?.end }),
  );
  const judgement = judge(plan, summary);
  const closure = closureOf(paths, runFolder, { plan, summary });
  const pages = buildReport({
    plan,
    summary,
    judgement,
    reruns: readReruns(runFolder),
    closure,
    templates: loadTemplates(join(paths.root, "reports", "templates")),
  });
  const all = {
    ...pages,
    "summary.json": `${JSON.stringify({ judgement, ...summary }, null, 1)}\n`,
  };
  for (const [name, text] of Object.entries(all)) write(join(runFolder, name), text);
  return {
    summary,
    judgement,
    earlier: closure?.earlier ?? [],
    files: Object.keys(all).map((name) => join(runFolder, name)),
  };
}

/** A drill that has ended but could not be unsealed at that time. */
async function openLate({ state }: Paths, runFolder: string): Promise<void> {
  const entry = new Registry(state)
    .list()
    .find((one) => one.sealed === true && one.ended !== undefined && one.runFolder === runFolder);
  if (entry !== undefined) await unsealRun(state, entry);
}

function write(file: string, text: string): void {
  try {
    replaceFile(file, text);
  } catch (error) {
    throw new GamedayError("GD-E006", `cannot write ${file}: ${messageOf(error)}`, {
      hint: "free some space, then: gameday report build",
      cause: error,
    });
  }
}

/** The last line of `--json`. */
export function resultOf(
  plan: Plan,
  drill: string,
  runFolder: string,
  { summary, judgement }: Built,
  exit: ExitCode,
): ResultLine {
  return resultLine.parse({
    type: "result",
    v: 1,
    drill,
    scenario: plan.scenario.id,
    ...(plan.variant === undefined ? {} : { variant: plan.variant }),
    seed: plan.seed,
    timeScale: plan.timeScale,
    verdict: judgement.verdict,
    reason: judgement.reason,
    exitCode: exit,
    runFolder,
    durations: summary.durations,
    impact: impactByService(summary.impact),
    ...(summary.people.bots.length === 0 ? {} : { bots: [...new Set(summary.people.bots)] }),
    residue: summary.residue,
  });
}

/** Faults that may remain come first, then a wrong figure of ours, then the verdict. */
export function exitOfVerdict(judgement: Judgement, residue: number): ExitCode {
  if (residue > 0) return exitCode.healFailed;
  return judgement.bug === true ? exitCode.bug : exitCode[judgement.verdict];
}
