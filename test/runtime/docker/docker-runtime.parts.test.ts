import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { join } from "node:path";
import Docker from "dockerode";
import { describe, expect, it } from "vitest";
import { labelsOf } from "../../../src/runtime/docker/labels.ts";
import { watchEvents, type ContainerEvent } from "../../../src/runtime/docker/events.ts";
import { imageChoices, imageNames } from "../../../src/runtime/docker/images.ts";
import { buildImage, pullImage } from "../../../src/runtime/docker/make-image.ts";
import { sweepDrill } from "../../../src/runtime/docker/sweep.ts";
import { tar } from "../../../src/runtime/docker/tar.ts";
import { testMark } from "../../support/test-mark.ts";
import { ownFolder } from "../../support/own-folder.ts";

const home = ownFolder();

describe("an archive for the engine", () => {
  it("is one that tar reads, with names, modes, owners and bytes, and twice the same", () => {
    const long = `${"folder/".repeat(20)}file.txt`;
    const files = [
      { name: "run.sh", data: "#!/bin/sh\n", mode: 0o755 },
      { name: "data.bin", data: Buffer.from([0, 1, 255]), owner: 1000 },
      { name: long, data: "x".repeat(513) },
    ];
    const file = join(home, "a.tar");
    writeFileSync(file, tar(files));
    const listed = execFileSync("tar", ["--numeric-owner", "-tvf", file], { encoding: "utf8" })
      .trim()
      .split("\n");
    expect(
      listed.map((line) =>
        line
          .split(/\s+/)
          .filter((_, at) => at < 3 || at === 5)
          .join(" "),
      ),
    ).toEqual([
      "-rwxr-xr-x 0/0 10 run.sh",
      "-rw-r--r-- 1000/1000 3 data.bin",
      `-rw-r--r-- 0/0 513 ${long}`,
    ]);
    expect(execFileSync("tar", ["-xOf", file, "data.bin"])).toEqual(Buffer.from([0, 1, 255]));
    expect(tar(files).equals(tar(files))).toBe(true);
    expect(() => tar([{ name: "n".repeat(120), data: "" }])).toThrow("too long");
  });
});

describe("the image of a part", () => {
  const choices = imageChoices({ toxiproxy: "2.12.0", k6: "2.2.0", app: "abc" });

  it("is the user's own alone, or one to pull, or our build", () => {
    expect(imageNames("mysql", choices.mysql, {})).toEqual(["mysql:8.4", "gameday/mysql:9.7"]);
    expect(imageNames("mysql", choices.mysql, { GAMEDAY_IMAGE_MYSQL: "mariadb:11" })).toEqual([
      "mariadb:11",
    ]);
    expect(imageNames("app", choices.app, { GAMEDAY_IMAGE_APP: "" })).toEqual(["gameday/app:abc"]);
  });

  it("is the scenario's where it names one and the user does not", () => {
    expect(imageNames("mysql", choices.mysql, {}, { mysql: "mysql:9.1" })).toEqual(["mysql:9.1"]);
    expect(imageNames("redis", choices.redis, {}, { mysql: "mysql:9.1" })).toEqual([
      "redis:7",
      "gameday/redis:7",
    ]);
    expect(
      imageNames(
        "mysql",
        choices.mysql,
        { GAMEDAY_IMAGE_MYSQL: "mariadb:11" },
        { mysql: "mysql:9.1" },
      ),
    ).toEqual(["mariadb:11"]);
  });
});

/** An engine of our making: answers with what a test wants. */
async function fakeEngine(
  name: string,
  answer: (url: string, response: ServerResponse, method: string) => void,
): Promise<{ docker: Docker; close: () => void }> {
  const path = join(home, `${name}.sock`);
  const server = createServer((request, response) => {
    request.resume();
    answer(request.url ?? "", response, request.method ?? "");
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    docker: new Docker({ socketPath: path }),
    close: () => (server.closeAllConnections(), server.close()),
  };
}

describe("the engine's events", () => {
  const line = (id: string, timeNano: number, Action = "die"): string =>
    `${JSON.stringify({ Type: "container", Action, Actor: { ID: id, Attributes: { exitCode: "3" } }, timeNano })}\n`;

  it("are told once each, over chunks that break anywhere and a stream that breaks", async () => {
    const asked: string[] = [];
    const now = Date.now() * 1e6;
    const engine = await fakeEngine("events", (url, response) => {
      asked.push(new URL(url, "http://x").searchParams.get("since") ?? "");
      response.writeHead(200, { "content-type": "application/json" });
      if (asked.length === 1) {
        const text = line("a", now + 1e9) + line("b", now + 2e9);
        response.write(text.slice(0, 40));
        setTimeout(() => (response.write(text.slice(40)), response.end()), 20);
      } else response.write(line("b", now + 2e9) + line("c", now + 3e9));
    });
    const told: ContainerEvent[] = [];
    const stop = new AbortController();
    const back = Promise.withResolvers<void>();
    const third = Promise.withResolvers<void>();
    await watchEvents(engine.docker, {
      filters: {},
      signal: stop.signal,
      onBack: () => back.resolve(),
      onLost: () => {},
      onEvent: (event) => (told.push(event), event.container === "c" && third.resolve()),
    });
    await Promise.all([back.promise, third.promise]);
    expect(
      told.map(({ container, action, exitCode }) => `${container} ${action} ${exitCode}`),
    ).toEqual(["a die 3", "b die 3", "c die 3"]);
    expect(Number(asked[1])).toBeGreaterThan(Number(asked[0]));
    stop.abort();
    engine.close();
  });

  it("tell of an engine that is gone, once", async () => {
    const engine = await fakeEngine("gone", (_, response) =>
      response.writeHead(200).flushHeaders(),
    );
    const lost = Promise.withResolvers<number>();
    const stop = new AbortController();
    await watchEvents(engine.docker, {
      filters: {},
      signal: stop.signal,
      onBack: () => {},
      lostAfterMs: 600,
      onLost: lost.resolve,
      onEvent: () => {},
    });
    engine.close();
    expect(await lost.promise).toBeGreaterThanOrEqual(600);
    stop.abort();
  });
});

describe("a failure in the middle of the engine's work", () => {
  it("is found in the stream, though the engine answered 200 before", async () => {
    const engine = await fakeEngine("build", (url, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      if (url.startsWith("/build"))
        response.end(
          `${JSON.stringify({ stream: "Step 2/3 : RUN false" })}\n${JSON.stringify({ stream: "no such luck" })}\n${JSON.stringify({ error: "returned a non-zero code: 1" })}\n`,
        );
      else response.end(`${JSON.stringify({ error: "manifest unknown" })}\n`);
    });
    const steps: string[] = [];
    const build = buildImage(engine.docker, {
      name: "x:1",
      files: [{ name: "Dockerfile", data: "FROM scratch" }],
      labels: {},
      onProgress: ({ text, fraction }) => steps.push(`${text} ${fraction?.toFixed(2)}`),
    });
    await expect(build).rejects.toMatchObject({
      code: "GD-E003",
      message: expect.stringMatching(/Step 2\/3 : RUN false[^]*no such luck/),
    });
    expect(steps).toEqual(["Step 2/3 : RUN false 0.33"]);
    await expect(pullImage(engine.docker, "nowhere:1", () => {})).rejects.toThrow(
      "manifest unknown",
    );
    engine.close();
  });

  it("leaves a container that cannot be removed in the report", async () => {
    const mark = testMark({ drill: "d", owner: "a0" });
    const engine = await fakeEngine("sweep", (url, response, method) => {
      const json = (status: number, body: unknown): void =>
        void response
          .writeHead(status, { "content-type": "application/json" })
          .end(JSON.stringify(body));
      if (method === "DELETE") return json(500, { message: "device or resource busy" });
      if (url.startsWith("/containers/json"))
        return json(200, [{ Id: "1", Names: ["/gameday-a0-d.x"], Labels: labelsOf(mark, "x") }]);
      return json(200, url.startsWith("/volumes") ? { Volumes: null } : []);
    });
    expect(await sweepDrill(engine.docker, mark, 300)).toEqual([
      { what: "container", detail: "gameday-a0-d.x: device or resource busy" },
    ]);
    engine.close();
  });
});
