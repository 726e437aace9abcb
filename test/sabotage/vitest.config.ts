import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/sabotage/*.sweep.ts"],
    globalSetup: ["test/support/setup.ts"],
    disableConsoleIntercept: true,
    fileParallelism: false,
  },
});
