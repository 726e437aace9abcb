/** What eight hours cost, in the time of a simulated stack: half a minute. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { gameday, homeFor, journalOf, resultOf, root } from "../e2e/gameday.ts";

const home = homeFor("each");

it("a Test of eight hours needs no more memory than one of a minute, and misses no second", async () => {
  // The engine, its journal, the verdict and the report fit into a heap of 64 MiB.
  const ended = await gameday(
    home,
    [
      "run",
      join(root, "test", "fixtures", "long-watch.yaml"),
      "--runtime",
      "sim",
      "--json",
      "--seed",
      "7f3a",
    ],
    { env: { NODE_OPTIONS: "--max-old-space-size=64" } },
  );
  const { verdict, runFolder } = resultOf(ended);
  expect(verdict).toBe("pass");
  const bins = (await journalOf(runFolder)).filter(({ type }) => type === "load.bin");
  expect(bins.length).toBeGreaterThanOrEqual(2 * 8 * 3_600);
  // About half a kilobyte for each second of each flow.
  expect(statSync(join(runFolder, "events.jsonl")).size / bins.length).toBeLessThan(600);
});
