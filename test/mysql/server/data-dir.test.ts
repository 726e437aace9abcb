import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { emptyDataDir } from "../../../src/mysql/server/data-dir.ts";
import { serverForTests } from "../../support/real-server.ts";
import { ownFolder } from "../../support/own-folder.ts";

const server = await serverForTests();

// A server that starts removes what lies in its folder for temporary files, another's that is at
// work there, too.
it.skipIf(server === undefined)(
  "a data directory is made in folders of its own alone, and nothing but it is left",
  async () => {
    if (server === undefined) return;
    const cache = ownFolder();
    const made = await emptyDataDir(
      server,
      cache,
      {},
      { env: { ...process.env, TMPDIR: join(cache, "not-there") } },
    );
    expect(await readdir(join(cache, "mysql", "data"))).toEqual([basename(made)]);
    expect(await readdir(join(made, "mysql"))).not.toEqual([]);
  },
  120_000,
);
