import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/**
 * Whole drills on real components, what measures time to the millisecond, and what strikes within
 * seconds: these have the machine to themselves.
 */
const alone = [
  "hot-mysql",
  "rate-limit-bypass",
  "region-failure",
  "frozen-postgres",
  "clock-truth",
  "links",
  "machine-speed",
  "bad-worlds",
]
  .map((name) => `test/e2e/${name}.test.ts`)
  .concat("test/docker/drill.test.ts", "test/docker/frozen-postgres.test.ts");
/**
 * Beside the unit tests, what `npm test` runs without GAMEDAY_REQUIRE: the built command with real
 * processes.
 */
const core = ["json", "stop-switch", "first-test"].map((name) => `test/e2e/${name}.test.ts`);
/**
 * Many unit tests wait for what they measure, so a few more run than there are cores; not where k6
 * and other real parts are required, which measure time.
 */
const maxWorkers = Math.ceil(
  availableParallelism() * ((process.env["GAMEDAY_REQUIRE"] ?? "") === "" ? 1.5 : 1),
);
const real = { globalSetup: ["test/support/setup.ts"], testTimeout: 240_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    disableConsoleIntercept: true,
    // Tests run on busy machines: no drill of theirs waits for a quiet one.
    env: { GAMEDAY_BUSY_WAIT: "0s" },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { shuffle: { files: true, tests: false } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/e2e/**", "test/docker/**", "test/long/**"],
          maxWorkers,
        },
      },
      {
        extends: true,
        test: { ...real, name: "core", include: core, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: {
          ...real,
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          exclude: [...alone, ...core],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...real,
          name: "docker",
          include: ["test/docker/**/*.test.ts"],
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...real,
          name: "drills",
          include: alone,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
