import { expect, it } from "vitest";
import { loadedBy } from "../support/loaded-by.ts";

it("a watchdog sleeps beside every drill: it loads no package, and few files", () => {
  const { files, packages } = loadedBy("src/app/run/watchdog-process.ts");
  expect([...packages]).toEqual([]);
  expect(files).toContain("src/watch/guard.ts");
  expect(files.size).toBeLessThan(65);
  expect(
    [...files].filter((file) =>
      /^src\/(runtime\/(docker\/(?!engine-at)|sim\/)|proxy\/|report\/|scenario\/)/.test(file),
    ),
  ).toEqual([]);
});
