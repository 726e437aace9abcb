import { choicesOf } from "../../metrics/choices.ts";
import { runCommand } from "../../plan/again.ts";
import type { DrillFacts } from "../../metrics/drill-facts.ts";
import type { Context } from "../context.ts";
import type { Table } from "../chart/data-table.ts";
import { amount, count, counted } from "../../wording/figure.ts";
import { duration } from "../../wording/duration.ts";
import { gateNames } from "../../wording/event/truth.ts";
import { machineTable } from "../machine-table.ts";
import type { Section } from "./section.ts";

/** Everything that is needed to check this report or to run the drill again. */
export const appendix: Section = {
  id: "appendix",
  title: "Appendix",
  view: (context) => ({
    blocks: [
      { title: "This run", table: identity(context) },
      { title: "What ran", table: components(context) },
      { title: "Gates", table: gates(context) },
      { title: "Load", table: load(context) },
      { title: "Values on this machine", table: values(context) },
      { title: "The machine's speed", table: machineTable(context) },
    ].filter(({ table }) => table.rows.length > 0),
    againNote:
      "The same seed gives the same plan; values that depend on this machine's speed are measured again.",
    again: { verbatim: runCommand(context.plan, choicesOf(context.summary)) },
  }),
};

function healText({ tookMs, failed }: NonNullable<Context["summary"]["heal"]>): string {
  if (tookMs === null) return "not completed";
  const left = failed.map(({ what, detail }) => `${what} ${detail}`.trim());
  return `in ${duration(tookMs)}${left.length === 0 ? "" : `; failed: ${left.join(", ")}`}`;
}

function identity({ summary, plan }: Context): Table {
  const { drill, heal, ended } = summary;
  const pairs: [string, string][] = [
    ["drill", drill.drill],
    ["scenario", `${drill.scenario}, version ${drill.scenarioVersion}, ${drill.kind}`],
    ["variant", drill.variant ?? ""],
    [
      "parameters",
      Object.entries(plan.params)
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(", "),
    ],
    ["digest of the scenario", drill.digest],
    ["seed", drill.seed],
    ["runtime", drill.runtimeWhy === "" ? drill.runtime : `${drill.runtime}: ${drill.runtimeWhy}`],
    [
      "profile",
      drill.profileWhy === undefined ? drill.profile : `${drill.profile}: ${drill.profileWhy}`,
    ],
    [
      "time scale",
      plan.timeScale === 1
        ? "1: targets and reminders in real time"
        : `${amount(plan.timeScale)}: targets and reminders are divided by it; load and measurements are not`,
    ],
    ["player", drill.player],
    ["started, ended", `${drill.startedWall}, ${drill.endedWall}`],
    ["length", lengthWords(drill)],
    ["ended by", ended === null ? "the journal ends abruptly" : `${ended.why}: ${ended.detail}`],
    ["cleaned up", heal === null ? "no record" : healText(heal)],
    [
      "left behind",
      summary.residue.map(({ what, detail }) => `${what} ${detail}`).join(", ") ||
        (heal === null ? "unknown" : "nothing"),
    ],
    ["load driver", summary.load.driver ?? "none"],
    ["version", `gameday ${drill.gameday}, Node ${drill.host.node}`],
    [
      "machine",
      `${counted(drill.host.cpus, "CPU")}, ${count(drill.host.memoryMiB)} MiB, ${drill.host.platform}`,
    ],
    ["journal", counted(summary.events, "event")],
  ];
  return {
    label: "This run",
    head: ["what", "value"],
    rows: pairs.filter(([, value]) => value !== ""),
  };
}

/**
 * Exercise time leaves out what the two times of day count in: a reader who subtracts them must not
 * find another length.
 */
function lengthWords({
  startedWall,
  endedWall,
  lengthMs,
}: Pick<DrillFacts, "startedWall" | "endedWall" | "lengthMs">): string {
  const pausedMs = Date.parse(endedWall) - Date.parse(startedWall) - lengthMs;
  if (!(pausedMs >= 1_000)) return duration(lengthMs);
  return `${duration(lengthMs)} of exercise time; paused for another ${duration(pausedMs)}, which no figure includes`;
}

/** Replicas that are alike share a line. */
function components({ summary, plan }: Context): Table {
  const locations = new Map(
    plan.bringUp.flatMap((step) =>
      "start" in step ? [[step.start.id, step.start.at] as const] : [],
    ),
  );
  const groups = Map.groupBy(
    summary.components,
    ({ component, what, starts }) =>
      `${component.split("/")[0] ?? ""}\n${what}\n${locations.get(component) ?? ""}\n${starts}`,
  );
  const rows = [...groups.values()].map((alike) => [
    alike.map(({ component }) => component).join(", "),
    alike[0]?.what ?? "",
    locations.get(alike[0]?.component ?? "") ?? "–",
    startWords(alike[0]?.starts ?? 1),
  ]);
  return { label: "What ran", head: ["component", "on", "location", "started"], rows };
}

const startWords = (starts: number): string => (starts === 1 ? "once" : `${count(starts)} times`);

function gates({ summary, clock }: Context): Table {
  return {
    label: "Gates",
    head: ["gate", "met", "at", "detail"],
    rows: summary.gates.map(({ gate, met, atMs, detail }) => [
      gateNames[gate],
      met ? "✓ yes" : "✗ no",
      clock(atMs),
      detail,
    ]),
  };
}

function load({ summary }: Context): Table {
  return {
    label: "Load",
    head: [
      "flow",
      "offered",
      "good",
      "too late",
      "errors",
      "timeouts",
      "not sent",
      "refused",
      "sent late (p99)",
    ],
    rows: summary.load.flows.map((flow) => [
      flow.flow,
      ...[
        flow.offered,
        flow.good,
        flow.slow,
        flow.error,
        flow.timeout,
        flow.unsent,
        flow.rejected,
      ].map(count),
      `${amount(flow.worstLateP99Ms)} ms at worst${flow.lateLimitMs === null ? "" : `, limit ${amount(flow.lateLimitMs)} ms`}`,
    ]),
  };
}

function values({ summary }: Context): Table {
  const measured = new Map(summary.calibration.map((each) => [each.name, each]));
  const known = Object.entries(summary.values).map(([name, value]) => {
    const calibration = measured.get(name);
    return [
      name,
      `${typeof value === "number" && !Number.isInteger(value) ? amount(value) : String(value)}${calibration === undefined ? "" : ` ${calibration.unit}`}`,
      calibration === undefined ? "set or computed" : `measured: ${calibration.detail}`,
    ];
  });
  const other = summary.calibration
    .filter(({ name }) => summary.values[name] === undefined)
    .map(({ name, value, unit, detail }) => [
      name,
      `${amount(value)} ${unit}`,
      `measured: ${detail}`,
    ]);
  return { label: "Values", head: ["name", "value", "from"], rows: [...known, ...other] };
}
