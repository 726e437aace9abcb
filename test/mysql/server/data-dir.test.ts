import { mkdtempSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { emptyDataDir } from "../../../src/mysql/server/data-dir.ts";
import { serverForTests } from "../../support/real-server.ts";

const server = await serverForTests();

// A server that starts removes what lies in its folder for temporary files, another's that is at
// work there, too.
it.skipIf(server === undefined)(
  "a data directory is made in folders of its own alone, and nothing but it is left",
  async () => {
    if (server === undefined) return;
    const cache = mkdtempSync(join(tmpdir(), "gd-data-"));
    try {
      const made = await emptyDataDir(
        server,
        cache,
        {},
        { env: { ...process.env, TMPDIR: join(cache, "not-there") } },
      );
      expect(await readdir(join(cache, "mysql", "data"))).toEqual([basename(made)]);
      expect(await readdir(join(made, "mysql"))).not.toEqual([]);
    } finally {
      await rm(cache, { recursive: true, force: true });
    }
  },
  120_000,
);
