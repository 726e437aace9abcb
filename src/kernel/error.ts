import { exitCode, type ExitCode } from "./exit-code.ts";

/** Position of a mistake in a file. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The source line itself, for the caret. */
  readonly source?: string;
  /** How many characters the caret underlines. */
  readonly length?: number;
}

/**
 * Every failure that a user can meet, in one table: code → exit code and what it is about.
 * Bugs of ours are plain `Error`s until the entry of the command gives them their code and exit 70.
 * Bands: S scenario, C command line and control, E environment, R run, H heal, P proxy, L load,
 * B bug.
 */
export const errorTable = {
  "GD-S001": { exit: exitCode.usage, title: "scenario not found" },
  "GD-S002": { exit: exitCode.usage, title: "invalid YAML" },
  "GD-S003": { exit: exitCode.usage, title: "wrong value" },
  "GD-S004": { exit: exitCode.usage, title: "unknown field" },
  "GD-S005": { exit: exitCode.usage, title: "missing field" },
  "GD-S006": { exit: exitCode.usage, title: "impossible duration" },
  "GD-S010": { exit: exitCode.usage, title: "unknown reference" },
  "GD-S011": { exit: exitCode.usage, title: "duplicate name" },
  "GD-S012": { exit: exitCode.usage, title: "invalid expression" },
  "GD-S014": { exit: exitCode.usage, title: "unknown fault" },
  "GD-S015": { exit: exitCode.usage, title: "wrong fault parameter" },
  "GD-S016": { exit: exitCode.usage, title: "fault not possible on this target" },
  "GD-S020": { exit: exitCode.usage, title: "lint" },
  "GD-S021": { exit: exitCode.usage, title: "too few requests in the hold" },
  "GD-S022": { exit: exitCode.usage, title: "unreachable evidence" },
  "GD-S023": { exit: exitCode.usage, title: "gate missing or contradictory" },
  "GD-S024": { exit: exitCode.usage, title: "rerun of another fault" },
  "GD-S025": { exit: exitCode.usage, title: "fault without effect" },
  "GD-S026": { exit: exitCode.usage, title: "fault that no SLI can detect" },
  "GD-S030": { exit: exitCode.usage, title: "several mistakes in the scenario" },
  "GD-S031": { exit: exitCode.usage, title: "no one on call" },
  "GD-S032": { exit: exitCode.usage, title: "several on call" },
  "GD-C001": { exit: exitCode.usage, title: "wrong usage" },
  "GD-C002": { exit: exitCode.usage, title: "no drill is running" },
  "GD-C003": { exit: exitCode.usage, title: "several drills are running" },
  "GD-C004": { exit: exitCode.usage, title: "that drill has ended" },
  "GD-C005": { exit: exitCode.usage, title: "not possible now" },
  "GD-C006": { exit: exitCode.usage, title: "unknown drill" },
  "GD-C007": { exit: exitCode.usage, title: "the drill does not respond" },
  "GD-C008": { exit: exitCode.usage, title: "not proven" },
  "GD-C009": { exit: exitCode.usage, title: "target not confirmed" },
  "GD-C010": { exit: exitCode.usage, title: "container in use by another drill" },
  "GD-C011": { exit: exitCode.usage, title: "runs not comparable" },
  "GD-C012": { exit: exitCode.usage, title: "image not confirmed" },
  "GD-C013": { exit: exitCode.usage, title: "the drill runs elsewhere" },
  "GD-C014": { exit: exitCode.usage, title: "program not trusted" },
  "GD-C015": { exit: exitCode.usage, title: "unknown seat" },
  "GD-C016": { exit: exitCode.usage, title: "name in use" },
  "GD-E001": { exit: exitCode.notReady, title: "no MySQL-compatible server" },
  "GD-E002": { exit: exitCode.notReady, title: "database server did not start" },
  "GD-E003": { exit: exitCode.notReady, title: "setup failed" },
  "GD-E004": { exit: exitCode.notReady, title: "required tool missing" },
  "GD-E005": { exit: exitCode.notReady, title: "runtime not available" },
  "GD-E006": { exit: exitCode.notReady, title: "cannot write" },
  "GD-E007": { exit: exitCode.notReady, title: "port in use" },
  "GD-E008": { exit: exitCode.notReady, title: "this Node is too old" },
  "GD-E009": { exit: exitCode.notReady, title: "the Docker engine is on another machine" },
  "GD-E010": { exit: exitCode.notReady, title: "a container image is missing" },
  "GD-E011": { exit: exitCode.notReady, title: "watchdog did not start" },
  "GD-E012": { exit: exitCode.notReady, title: "new drills are blocked" },
  "GD-E013": { exit: exitCode.notReady, title: "container not found" },
  "GD-E014": { exit: exitCode.notReady, title: "system resource limit reached" },
  "GD-E015": { exit: exitCode.notReady, title: "register not private" },
  "GD-E016": { exit: exitCode.notReady, title: "notification target not usable" },
  "GD-R001": { exit: exitCode.notReady, title: "component did not become healthy" },
  "GD-R002": { exit: exitCode.unknown, title: "a component died" },
  "GD-R003": { exit: exitCode.unknown, title: "fault could not be applied" },
  "GD-R004": { exit: exitCode.unknown, title: "calibration failed" },
  "GD-R005": { exit: exitCode.usage, title: "run folder unusable" },
  "GD-R006": { exit: exitCode.usage, title: "journal unreadable" },
  "GD-R007": { exit: exitCode.usage, title: "actions file damaged" },
  "GD-H001": { exit: exitCode.healFailed, title: "healing failed" },
  "GD-P001": { exit: exitCode.notReady, title: "proxy server does not respond" },
  "GD-P002": { exit: exitCode.usage, title: "bad proxy request" },
  "GD-P003": { exit: exitCode.notReady, title: "upstream refused the connection" },
  "GD-L001": { exit: exitCode.notReady, title: "load driver not available" },
  "GD-L002": { exit: exitCode.unknown, title: "load generator failed" },
  "GD-B001": { exit: exitCode.bug, title: "a bug of Gameday" },
} as const satisfies Record<string, { exit: ExitCode; title: string }>;

export type ErrorCode = keyof typeof errorTable;

/** A failure that a user can cause or fix, with everything needed to act on it. */
export class GamedayError extends Error {
  override readonly name = "GamedayError";
  readonly code: ErrorCode;
  /** What to do about it, as a sentence or a command. */
  readonly hint: string | undefined;
  readonly place: Place | undefined;
  /** More of the same kind: all mistakes of a scenario are reported together. */
  readonly others: readonly GamedayError[];

  constructor(
    code: ErrorCode,
    message: string,
    more: { hint?: string; place?: Place; others?: readonly GamedayError[]; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.hint = more.hint;
    this.place = more.place;
    this.others = more.others ?? [];
  }

  get exit(): ExitCode {
    return errorTable[this.code].exit;
  }
}

/** What happened and what to do about it, on one line. */
export function fullText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof GamedayError && error.hint !== undefined
    ? `${error.message}; ${error.hint}`
    : error.message;
}
