import { defineConfig } from "vitest/config";

/**
 * `npm run test:kill-sweep`: about an hour on two cores, with a MySQL-compatible server and an
 * engine.
 */
export default defineConfig({
  test: {
    disableConsoleIntercept: true,
    include: ["test/e2e/kill-sweep/*.sweep.ts"],
    globalSetup: ["test/support/setup.ts"],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 7_200_000,
    hookTimeout: 120_000,
  },
});
