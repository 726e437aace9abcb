import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drillToProve } from "../../../src/app/report/drill-to-prove.ts";
import type { Paths } from "../../../src/register/paths.ts";
import { Registry } from "../../../src/register/registry.ts";
import { registerRun } from "../../../src/register/register-run.ts";
import { addRerun, readReruns } from "../../../src/app/report/reruns.ts";
import { summarise } from "../../../src/metrics/summary.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { judge } from "../../../src/verdict/judge.ts";
import { stamp, type TimedInput } from "../../support/event-builder.ts";
import { ownFolder } from "../../support/own-folder.ts";
import { testPlan } from "../../support/build-report.ts";
import {
  fastFrogPlan,
  gateEvents,
  heldEvents,
  solved,
  storyEvents,
} from "../../support/fast-frog.ts";

const folder = ownFolder();
let count = 0;

function home(): { paths: Paths; run: (plan?: Plan, events?: readonly TimedInput[]) => string } {
  const here = join(folder, String((count += 1)));
  const paths: Paths = {
    root: join(import.meta.dirname, "../../.."),
    state: join(here, "state"),
    cache: join(here, "cache"),
    runs: join(here, "runs"),
    sockets: join(here, "s", "gd"),
  };
  const registry = new Registry(paths.state);
  return {
    paths,
    run: (plan = fastFrogPlan, events = storyEvents(solved)) => {
      const entry = registerRun(paths, registry, {
        wallMs: Date.UTC(2026, 10, 21),
        scenario: plan.scenario.id,
        seed: plan.seed,
        runtime: plan.runtime,
        limitMs: 60_000,
        files: { "plan.json": JSON.stringify(plan), "events.jsonl": "" },
      });
      registry.end(entry.drill, "over", "2026-11-21T20:00:00.000Z");
      const summary = summarise(plan, stamp(events, false));
      writeFileSync(
        join(entry.runFolder, "summary.json"),
        JSON.stringify({ judgement: judge(plan, summary), ...summary }),
      );
      return entry.drill;
    },
  };
}

const rerunPlan: Plan = { ...testPlan, rerun: "index" };

describe("a rerun proves something for", () => {
  const of = ({ paths }: ReturnType<typeof home>, plan = rerunPlan, named?: string) =>
    drillToProve(paths, folder, plan, named).drill;

  it("the newest drill of its scenario, never another rerun, a drill that broke nothing, or one whose folder is gone", () => {
    const here = home();
    const drill = here.run();
    here.run(rerunPlan, heldEvents("index"));
    here.run(fastFrogPlan, gateEvents());
    rmSync(join(here.paths.runs, here.run()), { recursive: true });
    expect(of(here)).toBe(drill);
  });

  it("a drill of its own variant and parameters alone", () => {
    const here = home();
    here.run();
    const gray = here.run({ ...fastFrogPlan, variant: "gray" });
    here.run({
      ...fastFrogPlan,
      variant: "gray",
      params: { ...fastFrogPlan.params, hotFactor: 4 },
    });
    expect(of(here, { ...rerunPlan, variant: "gray" })).toBe(gray);
  });

  it("a drill of the same fault and the same users alone, when the file was changed since", () => {
    const here = home();
    const edited = { ...rerunPlan, digest: "f".repeat(64) };
    const same = here.run();
    expect(of(here, edited)).toBe(same);
    const [weaker] = rerunPlan.faults.map((fault) => ({
      ...fault,
      with: { ...fault.with, perSecond: 1 },
    }));
    if (weaker === undefined) throw new Error("the plan has no fault");
    expect(of(here, { ...edited, faults: [weaker] })).toBeUndefined();
    expect(() => of(here, { ...edited, faults: [weaker] }, same)).toThrow(
      "its faults are not the same as here: the file was changed since",
    );
  });

  it("nothing when there is no such drill: it is a Test by itself then", () => {
    expect(of(home())).toBeUndefined();
  });

  it("the drill that is named, unless that is another matter: then it says which", () => {
    const here = home();
    const [drill, rerun, scaled] = [
      here.run(),
      here.run(rerunPlan, heldEvents("index")),
      here.run({ ...fastFrogPlan, variant: "gray" }),
    ];
    expect(of(here, rerunPlan, drill)).toBe(drill);
    expect(() => of(here, rerunPlan, rerun)).toThrow("it is itself a rerun, of index");
    expect(() => of(here, rerunPlan, scaled)).toThrow(
      expect.objectContaining({
        code: "GD-C001",
        message: expect.stringContaining("it is of the variant gray"),
      }),
    );
  });
});

describe("the reruns of a drill", () => {
  const told = (corrective: string, drill: string, verdict: "pass" | "fail" = "pass") => ({
    corrective,
    drill,
    verdict,
    reason: "",
    impact: {},
  });

  it("are the newest of each corrective action, with their summaries wherever they lie", () => {
    const [here, there] = [home(), home()];
    const [drill, near, far] = [
      here.run(),
      here.run(rerunPlan, heldEvents("index")),
      there.run(rerunPlan, heldEvents("index")),
    ];
    const own = join(here.paths.runs, drill);
    addRerun(own, told("index", "an-older-one", "fail"));
    addRerun(own, told("index", near));
    addRerun(own, { ...told("cost-limit", far), runFolder: join(there.paths.runs, far) });
    expect(
      readReruns(own).map(({ corrective, drill: id, summary }) => [
        corrective,
        id,
        summary?.judgement.verdict,
      ]),
    ).toEqual([
      ["cost-limit", far, "pass"],
      ["index", near, "pass"],
    ]);
  });

  it("are told without figures when their folder is gone, and a torn line is passed over", () => {
    const own = join(folder, "torn");
    mkdirSync(own);
    addRerun(own, told("index", "gone"));
    appendFileSync(join(own, "reruns.jsonl"), '{"corrective":"cost');
    expect(readReruns(own)).toEqual([told("index", "gone")]);
    expect(readReruns(join(folder, "nowhere"))).toEqual([]);
  });
});
