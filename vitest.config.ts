import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    disableConsoleIntercept: true,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    sequence: { shuffle: { files: true, tests: false } },
    // Two cores: real components measure time, so files that start them run one after the other.
    projects: [
      { extends: true, test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/e2e/**", "test/docker/**", "test/long/**"] } },
      { extends: true, test: { name: "e2e", globalSetup: ["test/setup.ts"], include: ["test/e2e/**/*.test.ts"], fileParallelism: false, maxWorkers: 1, testTimeout: 240_000, sequence: { groupOrder: 1 } } },
      { extends: true, test: { name: "docker", globalSetup: ["test/setup.ts"], include: ["test/docker/**/*.test.ts"], fileParallelism: false, maxWorkers: 1, testTimeout: 120_000, hookTimeout: 120_000, sequence: { groupOrder: 2 } } },
    ],
  },
});
