/**
 * Sabotage on real processes: a small Test on Node programs, and something that happens to it while
 * the fault works.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import type { Verdict } from "../../src/event/drill.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import { stream, type Random } from "../../src/kernel/random.ts";
import type { Judgement } from "../../src/verdict/judge.ts";
import { auditOf, makeHome, root, runFolderOf, start, type Running } from "../e2e/gameday.ts";

export interface RealOutcome {
  readonly number: number;
  readonly kind: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly falseGreen: string | undefined;
  /** An undisturbed Test that has another verdict than it deserves. */
  readonly undeserved: string | undefined;
}

/** What a case may touch once the first fault acts. */
interface Reach {
  readonly command: Running;
  /** By a component's id: where it listens, and its process. */
  readonly at: ReadonlyMap<
    string,
    { readonly host: string; readonly port: number; readonly pid: number }
  >;
  readonly sleep: (ms: number) => Promise<void>;
}

interface Real {
  readonly faults: string;
  readonly objective: number;
  readonly guests: number;
  readonly stopMs?: number;
  readonly act?: (reach: Reach) => Promise<void>;
  /** Why it must not pass; undefined when nobody knows better than the audit. */
  readonly never?: string;
  readonly due?: "pass" | "fail";
}

const freeze = (lasts: string): string =>
  `freeze: {fault: pause, target: spare${lasts === "" ? "" : `, for: ${lasts}`}}`;

/** Twenty requests a second over a hold of four seconds, each of at most one second. */
const kinds: Readonly<Record<string, (random: Random) => Real>> = {
  "nothing, harmless fault": (random) => ({
    faults: freeze(random.pick(["", "1s", "3s"])),
    objective: 90,
    guests: 5,
    due: "pass",
  }),
  "fault undone by somebody": (random) => {
    const [sleepMs, signal] = [
      200 + random.below(800),
      random.pick(["SIGCONT", "SIGKILL"] as const),
    ];
    return {
      faults: freeze("5s"),
      objective: 90,
      guests: 5,
      never: "somebody undid the fault long before its end",
      act: async ({ at, sleep }) => {
        await sleep(sleepMs);
        process.kill(at.get("spare")?.pid ?? 0, signal);
      },
    };
  },
  "requests hang": (random) => {
    const ms = random.pick([1_500, 4_000, 20_000, 60_000]);
    return {
      faults: freeze(""),
      objective: 90,
      guests: 5,
      never: "users waited longer than they wait for three of four seconds",
      act: ({ at }) => ask(at.get("api"), `/-/hang?ms=${ms}&for=3000`),
    };
  },
  "requests fail": (random) => {
    const ms = random.pick([1_500, 3_000]);
    return {
      faults: freeze(random.pick(["", "1s"])),
      objective: 90,
      guests: 5,
      never: "a third of the hold was answered with 503",
      act: ({ at }) => ask(at.get("api"), `/-/break?for=${ms}`),
    };
  },
  "slow restart": (random) => ({
    faults: "deploy: {fault: restart, target: api}",
    objective: 90,
    guests: 5,
    stopMs: random.pick([1_500, 3_000]),
    due: "fail",
    never: "the only replica was away for more than a second",
  }),
  "first of two faults": () => ({
    faults:
      "outage: {fault: stop, target: api, for: 2s}\n  later: {fault: pause, target: spare, at: 5s, for: 1s}",
    objective: 90,
    guests: 5,
    due: "fail",
    never: "the first fault took everybody down",
  }),
  "no traffic": () => ({
    faults: freeze(""),
    objective: 90,
    guests: 0,
    never: "no requests to side",
  }),
  "command is stopped": (random) => {
    const ms = 500 + random.below(3_000);
    return {
      faults: freeze(""),
      objective: 90,
      guests: 5,
      act: async ({ command, sleep }) => {
        command.process.kill("SIGSTOP");
        await sleep(ms);
        command.process.kill("SIGCONT");
      },
    };
  },
  "machine is busy": () => ({
    faults: freeze(""),
    objective: 90,
    guests: 5,
    act: async ({ sleep }) => {
      const hogs = Array.from({ length: 4 }, busy);
      await sleep(3_000);
      for (const hog of hogs) hog.kill("SIGKILL");
    },
  }),
  "api dies": (random) => {
    const ms = random.below(1_500);
    return {
      faults: freeze(""),
      objective: 90,
      guests: 5,
      never: "the api was away for a second of four",
      act: async ({ at, sleep }) => {
        await sleep(ms);
        process.kill(at.get("api")?.pid ?? 0, "SIGKILL");
      },
    };
  },
};

const busy = (): ChildProcess => spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" });
const names = Object.keys(kinds);

function scenario({ faults, objective, guests, stopMs = 0 }: Real): string {
  return `apiVersion: gameday/v1
kind: Test
id: sabotaged
title: A small shop
limit: 2m
stack:
  api: {kind: service, program: service.mjs, needs: [spare], config: {stopMs: ${stopMs}}}
  side: {kind: service, program: service.mjs}
  spare: {kind: service, program: service.mjs}
load:
  journeys: {read: {to: api, steps: [{get: /orders/1}]}, look: {to: side, steps: [{get: /side}]}}
  flows: {users: {journey: read, rate: 20/s}, guests: {journey: look, rate: ${guests}/s}}
slis: {web: {counts: [users], objective: ${objective}}, side: {counts: [guests], objective: 50}}
baseline: {for: 4s}
mustHold: {for: 4s}
faults:
  ${faults}
`;
}

/** Plays one case in a home of its own. */
export async function attemptReal(number: number): Promise<RealOutcome> {
  const kind = names[number % names.length] ?? "";
  const real = kinds[kind]?.(stream(String(number), "sabotage/real"));
  if (real === undefined) throw new Error(`no kind ${number}`);
  await using home = makeHome();
  for (const program of ["service.mjs"])
    copyFileSync(join(root, "test", "fixtures", "held", program), join(home.elsewhere, program));
  writeFileSync(join(home.elsewhere, "sabotaged.yaml"), scenario(real));
  const command = start(home, [
    "run",
    "sabotaged.yaml",
    "--trust",
    "--ci",
    "--runtime",
    "process",
    "--json",
  ]);
  const acting =
    real.act === undefined
      ? undefined
      : command.event("fault.armed").then(() =>
          real.act?.({
            command,
            at: whereabouts(command),
            sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
          }),
        );
  const { code, stderr } = await command.ended;
  await acting?.catch(() => {});
  const folder = runFolderOf(home);
  // A scenario that can show nothing is refused before it begins.
  if (!existsSync(join(folder, "summary.json")))
    return {
      number,
      kind,
      verdict: "unknown",
      reason: `exit ${code ?? "by a signal"}: ${stderr.slice(0, 200)}`,
      falseGreen: undefined,
      undeserved: real.due === undefined ? undefined : `it never ran: ${stderr.slice(0, 200)}`,
    };
  const { judgement } = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as {
    judgement: Judgement;
  };
  const audit = await auditOf(folder);
  const { verdict, reason } = judgement;
  const falseGreen =
    verdict !== "pass"
      ? undefined
      : (real.never ??
        (audit.may === "green" ? undefined : `the auditor: ${audit.why[0] ?? "figures differ"}`));
  return {
    number,
    kind,
    verdict,
    reason,
    falseGreen,
    undeserved:
      real.due === undefined || real.due === verdict || wasLate(judgement)
        ? undefined
        : `${verdict} where ${real.due} was due: ${reason}`,
  };
}

/**
 * A machine that was too busy to send what was due on time has answered nothing, and rightly says
 * so.
 */
export function wasLate({ verdict, findings }: Judgement): boolean {
  return (
    verdict === "unknown" &&
    findings.some((finding) => finding.verdict === "unknown" && late.has(finding.check))
  );
}
const late: ReadonlySet<string> = new Set(["punctual", "sent", "machine"]);

function whereabouts({ lines }: Running): Reach["at"] {
  const events = lines.flatMap((line) =>
    line.includes('"component.state"')
      ? [JSON.parse(line) as Extract<GamedayEvent, { type: "component.state" }>]
      : [],
  );
  return new Map(
    events.flatMap(({ data: { component, address, port, pid } }) =>
      address === undefined || port === undefined || pid === undefined
        ? []
        : [[component, { host: address, port, pid }]],
    ),
  );
}

function ask(at: { host: string; port: number } | undefined, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ host: at?.host, port: at?.port, path, agent: false }, (response) =>
      response.resume().on("end", resolve),
    ).on("error", reject);
  });
}
