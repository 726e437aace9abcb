import { readFileSync } from "node:fs";
import { join } from "node:path";
import { auditFolder, type Audit } from "../../audit/audit.ts";
import type { Verdict } from "../../event/drill.ts";
import { GamedayError } from "../../kernel/error.ts";
import { exitCode, type ExitCode } from "../../kernel/exit-code.ts";
import { messageOf } from "../../kernel/message-of.ts";
import { readPlan } from "./read-plan.ts";
import { findRun } from "../../register/find-run.ts";
import type { Paths } from "../../register/paths.ts";

/**
 * Audits a finished drill: its journal and the logs in its run folder against the verdict in its
 * summary. GD-R005 when there is none.
 */
export async function auditRun(
  paths: Paths,
  wanted: string | undefined,
  cwd: string,
): Promise<Audit> {
  const { drill, runFolder } = findRun(paths, wanted, cwd);
  return auditFolder(
    { drill, runFolder, plan: readPlan(runFolder), verdict: verdictOf(runFolder) },
    join(runFolder, "events.jsonl"),
  );
}

function verdictOf(runFolder: string): Verdict {
  try {
    const { judgement } = JSON.parse(readFileSync(join(runFolder, "summary.json"), "utf8")) as {
      judgement?: { verdict?: unknown };
    };
    const verdict = judgement?.verdict;
    if (verdict === "pass" || verdict === "fail" || verdict === "unknown") return verdict;
    throw new Error("summary.json has no verdict");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new GamedayError("GD-R005", `the drill in ${runFolder} has no verdict yet`, {
        hint: "wait for its end; of one that died: gameday report build",
        cause: error,
      });
    throw new GamedayError("GD-R005", `${runFolder} has no verdict to audit: ${messageOf(error)}`, {
      hint: `gameday report build ${runFolder}`,
      cause: error,
    });
  }
}

/** 0: the audit agrees. 1: it does not. 2: it cannot say. */
export function exitOfAudit({ may, disagreements }: Audit): ExitCode {
  if (disagreements.length > 0) return exitCode.fail;
  return may === "cannot-tell" ? exitCode.unknown : exitCode.pass;
}
