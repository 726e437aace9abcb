import { createHash } from "node:crypto";
import { access, mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyDataDir, emptyDataDir, withScratchDir, type DataDirOptions } from "./data-dir.ts";
import { withPrivateServer } from "./private-server.ts";
import type { MysqlServer } from "./server.ts";

/**
 * Starts a server once on a data directory in the cache and asks it something. A program that
 * passed is not tried again until its file changes. Rejects with GD-E002 and the end of its log:
 * AppArmor, a missing library, a wrong architecture.
 */
export async function tryServer(
  server: MysqlServer,
  cacheDir: string,
  options: DataDirOptions = {},
): Promise<void> {
  const { dev, ino, size, mtimeMs } = await stat(server.daemon);
  const id = createHash("sha256")
    .update(JSON.stringify([server.version, dev, ino, size, mtimeMs]))
    .digest("hex")
    .slice(0, 20);
  const mark = join(cacheDir, "mysql", "trials", id);
  const passed = await access(mark).then(
    () => true,
    () => false,
  );
  if (passed) return;
  const empty = await emptyDataDir(server, cacheDir, {}, options);
  await withScratchDir(cacheDir, async (dataDir) => {
    await copyDataDir(empty, dataDir);
    await withPrivateServer(
      server,
      { dataDir, variables: {}, ...options },
      async (sql) => void (await sql.query("SELECT 1")),
    );
  });
  await mkdir(join(cacheDir, "mysql", "trials"), { recursive: true });
  await writeFile(mark, `${server.daemon} ${server.version}\n`);
}
