/**
 * Databases with rows in them, as images in the user's engine: made once for each server image and
 * seed, so that a drill starts its database in a second instead of half a minute.
 */
import { createHash, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { GamedayError } from "../../kernel/error.ts";
import { connectMysql } from "../../mysql/connect.ts";
import type { Mysql } from "../../mysql/mysql.ts";
import { fillDatabase } from "../../mysql/server/fill.ts";
import type { Step } from "../../mysql/server/server.ts";
import {
  checkedVariables,
  shapingVariables,
  variableArguments,
  type Variables,
} from "../../mysql/server/variable.ts";
import type { DrillMark } from "../drill-mark.ts";
import type { MysqlSpec } from "../runtime.ts";
import { databaseDir } from "./database-folder.ts";
import type { Engine } from "./engine.ts";
import { execute } from "./exec.ts";
import { labelsOf, nameOf, noDrill } from "./labels.ts";
import { lastLines } from "./logs.ts";
import { engineText, isMissing } from "./refusal.ts";

export interface SeedRequest {
  readonly engine: Engine;
  readonly mark: DrillMark;
  /** The server's own image. */
  readonly image: string;
  readonly spec: MysqlSpec;
  readonly pickPort: () => Promise<number>;
  readonly onStep: ((step: Step) => void) | undefined;
  readonly signal: AbortSignal;
}

/** The number in the key below changes whenever seeds are made in a new way. */
const repository = "gameday/seeded";
export const cacheLabel = "gameday.cache";
const kept = 6;
/** A first start makes all system tables; slow disks take a minute. Milliseconds. */
const readyWithinMs = 180_000;

/**
 * The image that holds the seed's rows; GD-E010 when the server's image is not there, GD-S003 when
 * the seed's SQL fails.
 */
export async function seededImage(request: SeedRequest): Promise<string> {
  const { engine, image, spec, onStep } = request;
  const { Id } = await engine.docker
    .getImage(image)
    .inspect()
    .catch((error: unknown) => {
      throw isMissing(error)
        ? new GamedayError("GD-E010", `the database image ${image} is not there`, {
            hint: "gameday setup images",
            cause: error,
          })
        : error;
    });
  const shape = shapingVariables(checkedVariables(spec.variables));
  const key = createHash("sha256")
    .update(JSON.stringify([3, Id, shape, spec.database, spec.seedSql ?? ""]))
    .digest("hex")
    .slice(0, 20);
  const name = `${repository}:${key}`;
  const there = await engine.docker
    .getImage(name)
    .inspect()
    .then(
      () => true,
      () => false,
    );
  if (there) return name;
  const title = `fill the database ${spec.database}`;
  onStep?.({ title, state: "start", detail: `${image}, once; later drills start from it` });
  await make(request, shape, key);
  await tidy(engine.docker);
  onStep?.({ title, state: "done" });
  return name;
}

async function make(
  { engine, mark, image, spec, pickPort, signal }: SeedRequest,
  shape: Variables,
  key: string,
): Promise<void> {
  const password = randomBytes(18).toString("base64url");
  const port = await pickPort();
  // What is lost on a crash does not matter yet: a half-made container is thrown away.
  const fast: Variables = {
    ...shape,
    innodb_flush_log_at_trx_commit: 0,
    innodb_doublewrite: false,
    innodb_buffer_pool_size: "256M",
    innodb_use_native_aio: false,
    skip_log_bin: true,
  };
  const container = await engine.docker.createContainer({
    name: nameOf(mark, `seed-${key.slice(0, 8)}`),
    Image: image,
    Cmd: [`--datadir=${databaseDir}`, ...variableArguments(fast)],
    Env: ["MYSQL", "MARIADB"].flatMap((brand) => [
      `${brand}_ROOT_PASSWORD=${password}`,
      `${brand}_ROOT_HOST=%`,
    ]),
    Labels: labelsOf(mark, `seed-${key.slice(0, 8)}`),
    ExposedPorts: { "3306/tcp": {} },
    HostConfig: {
      PortBindings: { "3306/tcp": [{ HostIp: engine.publishOn, HostPort: String(port) }] },
      Memory: 2 ** 30,
      MemorySwap: 2 ** 30,
    },
  });
  try {
    await container.start();
    const sql = await letIn(container, { host: engine.host, port, user: "root", password }, signal);
    try {
      const connectAs = (user: string, its: string): Promise<Mysql> =>
        connectMysql(
          { host: engine.host, port, user, password: its },
          { multipleStatements: true, connectTimeoutMs: 5_000 },
        );
      await fillDatabase(sql, connectAs, { name: spec.database, seed: spec.seedSql }, signal);
    } finally {
      await sql.close();
    }
    // Without auto.cnf MySQL gives each copy an identity of its own: a primary and its replica may
    // come from one seed.
    await execute(container, ["rm", "-f", `${databaseDir}/auto.cnf`], { user: "0" });
    await container.stop({ t: 120 });
    await container.commit({
      repo: repository,
      tag: key,
      changes: [`LABEL ${cacheLabel}=seed ${noDrill}`],
    });
  } finally {
    await container.remove({ force: true, v: true }).catch(() => {});
  }
}

async function letIn(
  container: Docker.Container,
  login: { host: string; port: number; user: string; password: string },
  signal: AbortSignal,
): Promise<Mysql> {
  const deadline = performance.now() + readyWithinMs;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await connectMysql(login, { multipleStatements: true, connectTimeoutMs: 2_000 });
    } catch (error) {
      const { State } = await container.inspect();
      if (State.Running && performance.now() < deadline) {
        await sleep(200);
        continue;
      }
      throw new GamedayError(
        "GD-E002",
        `the database of ${(await container.inspect()).Config.Image} does not start: ${engineText(error)}\n${await lastLines(container, 10)}`,
        { cause: error },
      );
    }
  }
}

/** Removes the seeds that were made longest ago. */
async function tidy(docker: Docker): Promise<void> {
  const images = await docker.listImages({
    filters: JSON.stringify({ label: [`${cacheLabel}=seed`] }),
  });
  const old = images.toSorted((a, b) => b.Created - a.Created).slice(kept);
  for (const { Id } of old)
    await docker
      .getImage(Id)
      .remove()
      .catch(() => undefined);
}
