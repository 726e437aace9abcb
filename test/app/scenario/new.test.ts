import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadScenario } from "../../../src/app/scenario/load.ts";
import {
  faultOffers,
  newOffers,
  newScenario,
  type NewWish,
} from "../../../src/app/scenario/new.ts";
import { findPaths } from "../../../src/register/paths.ts";
import { newQuestions } from "../../../src/terminal/new-questions.ts";
import type { Wizard } from "../../../src/terminal/wizard.ts";
import { ownFolder } from "../../support/own-folder.ts";

const folder = ownFolder();

const paths = findPaths(process.env, folder);
const plain: NewWish = {
  file: "mine.yaml",
  from: undefined,
  stack: "stacks/shop.yaml",
  id: undefined,
  title: undefined,
  fault: "pause",
  target: "api/1",
  with: [],
  for: "5s",
  force: true,
};
const { scenarios, stacks } = newOffers(paths);
/** What faults ask for that has no default. */
const samples: Readonly<Record<string, string>> = {
  latency: "100ms",
  rate: "64",
  bytes: "1000",
  perSecond: "5",
  journey: "api-read",
  cohort: "everyone",
};

describe("a new scenario", () => {
  it("is a valid Test of ten lines on a system that comes with Gameday", () => {
    const { file, id } = newScenario(paths, folder, plain);
    expect({ file, id }).toEqual({ file: "mine.yaml", id: "mine" });
    const { scenario, warnings } = loadScenario(paths, file, folder);
    expect(warnings).toEqual([]);
    expect(scenario).toMatchObject({
      kind: "Test",
      faults: { pause: { target: "api/1", for: 5_000 } },
      slis: { api: {}, www: {} },
    });
    expect(
      readFileSync(join(folder, file), "utf8").trimEnd().split("\n").length,
    ).toBeLessThanOrEqual(12);
  });

  it.each(stacks.map(({ name }) => name))(
    "can be begun on %s with each fault that fits it",
    (stack) => {
      const offers = faultOffers(paths, folder, stack);
      expect(offers.length).toBeGreaterThan(8);
      for (const { name, targets, needs } of offers) {
        if (
          needs.some((need) => samples[need] === undefined) ||
          (needs.includes("journey") && stack !== "stacks/shop.yaml")
        )
          continue;
        // Faults of databases do not fit every component; the first that fits is enough.
        const fitting = (targets.length === 0 ? [undefined] : targets).some((target) => {
          try {
            newScenario(paths, folder, {
              ...plain,
              file: "each.yaml",
              stack,
              fault: name,
              target,
              with: needs.map((need) => `${need}=${samples[need]}`),
            });
            return true;
          } catch {
            return false;
          }
        });
        expect(fitting, name).toBe(true);
      }
    },
  );

  it.each(scenarios.map(({ id }) => id))(
    "can be a copy of %s with a name and a title of its own",
    (from) => {
      const { file } = newScenario(paths, folder, {
        ...plain,
        file: `games/copy-of-${from}.yml`,
        from,
        title: 'With "quotes" & $1',
      });
      const copy = loadScenario(paths, file, folder);
      expect(copy.scenario).toMatchObject({ id: `copy-of-${from}`, title: 'With "quotes" & $1' });
      expect(copy.scenario.faults).toEqual(loadScenario(paths, from, folder).scenario.faults);
    },
  );

  it("is not written over another, nor when it would not be valid; what is wrong is said", () => {
    newScenario(paths, folder, { ...plain, file: "there.yaml" });
    const refused = (wish: Partial<NewWish>) => (): unknown =>
      newScenario(paths, folder, { ...plain, file: "no.yaml", ...wish });
    expect(refused({ file: "there.yaml", force: false })).toThrow("there.yaml already exists");
    expect(refused({ fault: "puase" })).toThrow('unknown fault "puase"');
    expect(refused({ target: "apy" })).toThrow('there is no component "apy" to break');
    expect(refused({ fault: "latency", target: "api-to-dbhop" })).toThrow("latency needs latency");
    expect(refused({ from: "slow-databse" })).toThrow('no scenario "slow-databse" to copy');
    expect(refused({ stack: "stacks/shp.yaml" })).toThrow('no stack file "stacks/shp.yaml"');
    expect(() => loadScenario(paths, "no.yaml", folder)).toThrow("no file no.yaml");
  });
});

describe("the questions on a terminal", () => {
  const asked: string[] = [];
  /** Somebody who answers each question by its first word. */
  const answering = (answers: Readonly<Record<string, string>>): Wizard => {
    const answer = (message: string): string => {
      asked.push(message);
      return answers[message.split(" ")[0] ?? ""] ?? "";
    };
    return {
      ask: async (message, fallback) => answer(message) || fallback,
      choose: async (message) => answer(message),
      confirm: async () => false,
    };
  };
  const offers = {
    offers: { scenarios, stacks },
    faults: (stack: string) => faultOffers(paths, folder, stack),
  };

  it("lead to a file that is valid", async () => {
    const wish = await newQuestions(
      answering({
        Begin: "",
        Which: "stacks/shop.yaml",
        What: "latency",
        "Where?": "api-to-dbhop",
        latency: "80ms",
        Its: "Far away",
        For: "3s",
      }),
      { ...plain, target: undefined, title: undefined },
      { stack: undefined, fault: undefined },
      offers,
    );
    const { file } = newScenario(paths, folder, { ...wish, file: "asked.yaml" });
    expect(loadScenario(paths, file, folder).scenario).toMatchObject({
      title: "Far away",
      links: { "api-to-dbhop": { from: "api", to: "dbhop" } },
      faults: { latency: { with: { latency: "80ms" }, for: 3_000 } },
    });
  });

  it("are not asked about what was said, nor about what a copy already has", async () => {
    asked.length = 0;
    await newQuestions(
      answering({ Begin: "slow-database" }),
      { ...plain, title: "Mine" },
      { stack: undefined, fault: undefined },
      offers,
    );
    expect(asked).toEqual(["Begin with"]);
    asked.length = 0;
    await newQuestions(
      answering({}),
      { ...plain, title: "Mine" },
      { stack: "stacks/shop.yaml", fault: "pause" },
      offers,
    );
    expect(asked).toEqual(["For how long?"]);
  });
});
