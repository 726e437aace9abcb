import { defineConfig } from "vitest/config";

/** `npm run test:long`: about 40 minutes on two cores, with a MySQL-compatible server. */
export default defineConfig({
  test: {
    disableConsoleIntercept: true,
    include: ["test/long/**/*.test.ts"],
    globalSetup: ["test/support/setup.ts"],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 1_800_000,
    hookTimeout: 120_000,
  },
});
