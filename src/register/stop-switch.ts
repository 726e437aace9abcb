import { appendFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { GamedayError } from "../kernel/error.ts";
import { replaceFile } from "./replace-file.ts";

/** The stop switch has been pulled: no new drill starts until it is released. */
export interface Hold {
  readonly reason: string;
  readonly by: string;
  /** ISO time. */
  readonly since: string;
}

const fileIn = (state: string): string => join(state, "hold.json");

/** Undefined while drills may start. A switch that cannot be read counts as pulled. */
export function readHold(state: string): Hold | undefined {
  let text: string;
  try {
    text = readFileSync(fileIn(state), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { reason, by, since } = JSON.parse(text) as Partial<Record<keyof Hold, unknown>>;
    if (typeof reason === "string" && typeof by === "string" && typeof since === "string")
      return { reason, by, since };
  } catch {
    // Reported below.
  }
  return {
    reason: `${fileIn(state)} cannot be read`,
    by: "an unknown user",
    since: "an unknown time",
  };
}

/** Pulls the switch; when it is pulled again, the newest reason counts. */
export function putHold(state: string, hold: Hold): void {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  replaceFile(fileIn(state), `${JSON.stringify(hold)}\n`, { mode: 0o600 });
  record(state, { what: "held", ...hold });
}

/** Lets drills start again; returns the hold that was in place. */
export function releaseHold(state: string, release: Hold): Hold | undefined {
  const held = readHold(state);
  if (held === undefined) return undefined;
  rmSync(fileIn(state), { force: true });
  record(state, { what: "released", ...release });
  return held;
}

/** GD-E012 while new drills are held. */
export function refuseHeld(state: string): void {
  const held = readHold(state);
  if (held !== undefined)
    throw new GamedayError("GD-E012", `new drills are blocked: ${holdText(held)}`, {
      hint: "when it is safe again: gameday stop --release",
    });
}

/** `the shop is down for real (ann, since 2026-11-21 17:40 UTC)` */
export function holdText({ reason, by, since }: Hold): string {
  return `${reason} (${by}, since ${since.replace(/^(\S+)T(\d\d:\d\d).*Z$/, "$1 $2 UTC")})`;
}

/** Who held and released, when and why: one JSON line each. */
function record(state: string, line: Hold & { readonly what: "held" | "released" }): void {
  appendFileSync(join(state, "holds.jsonl"), `${JSON.stringify(line)}\n`, { mode: 0o600 });
}
