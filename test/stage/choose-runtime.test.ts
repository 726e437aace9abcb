import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chooseImages } from "../../src/stage/choose-images.ts";
import { chooseRuntime } from "../../src/stage/choose-runtime.ts";
import { doctor } from "../../src/app/doctor/doctor.ts";
import { loadScenario } from "../../src/app/scenario/load.ts";
import { appFiles, programsDigest } from "../../src/setup/programs.ts";
import type { Paths } from "../../src/register/paths.ts";
import { ownFolder } from "../support/own-folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const home = ownFolder();
let paths: Paths;
const engines: Server[] = [];
beforeAll(() => {
  paths = { root, state: home, cache: join(home, "cache"), runs: home, sockets: home };
});
afterAll(async () => {
  for (const engine of engines) engine.close();
});

const linked = () =>
  loadScenario(paths, join(root, "test", "fixtures", "linked-shop.yaml"), root).scenario;
const wish = (runtime: string, allowImages: readonly string[] = []) => ({
  runtime,
  allowRemoteEngine: false,
  allowImages,
});

/** An engine that has these images and nothing else. */
async function engineWith(name: string, images: readonly string[]): Promise<string> {
  const path = join(home, `${name}.sock`);
  const asked: string[] = [];
  const engine = createServer(({ url = "" }, response) => {
    asked.push(url);
    const image = /^\/images\/(.*)\/json/.exec(decodeURIComponent(url))?.[1];
    const info = image === undefined ? { NCPU: 2 } : { Config: {} };
    const body = url.startsWith("/version") ? { Version: "27.0", ApiVersion: "1.46" } : info;
    response
      .writeHead(image === undefined || images.includes(image) ? 200 : 404, {
        "content-type": "application/json",
      })
      .end(JSON.stringify(body));
  });
  engines.push(engine);
  await new Promise<void>((resolve) => engine.listen(path, resolve));
  return `unix://${path}`;
}

describe("the runtime of a drill", () => {
  it("is processes where nothing needs more, with the reason", async () => {
    const usual = await chooseRuntime(paths, linked(), wish("auto"), {});
    expect(usual).toMatchObject({
      name: "process",
      why: "this stack needs only processes",
    });
    expect(await chooseRuntime(paths, linked(), wish("sim"), {})).toMatchObject({
      name: "sim",
      why: "asked for",
    });
  });

  it("is containers when they are asked for, with engine and images in the reason", async () => {
    const app = `gameday/app:${programsDigest(appFiles(paths))}`;
    const choice = await chooseRuntime(paths, linked(), wish("docker"), {
      DOCKER_HOST: await engineWith("all", [app, "ghcr.io/shopify/toxiproxy:2.12.0"]),
    });
    expect(choice).toMatchObject({
      name: "docker",
      why: expect.stringMatching(
        /^asked for; Docker 27\.0 answers at unix:.*\(DOCKER_HOST\), with gameday\/app:\w+, ghcr\.io\/shopify\/toxiproxy:2\.12\.0$/,
      ),
    });
    expect(choice.capabilities).toContain("network");
    const processes = await chooseRuntime(paths, linked(), wish("process"), {});
    expect(processes.capabilities).not.toContain("network");
  });

  it("is none when an image is missing: every one is named, and nothing is pulled", async () => {
    const refused = await chooseRuntime(paths, linked(), wish("docker"), {
      DOCKER_HOST: await engineWith("none", []),
      GAMEDAY_IMAGE_TOXIPROXY: "mine:1",
    }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: "GD-E010",
      message: expect.stringMatching(
        /app: gameday\/app:\w+\n\s*toxiproxy: mine:1 \(GAMEDAY_IMAGE_TOXIPROXY\)/,
      ),
      hint: expect.stringContaining("never pulls images"),
    });
  });

  it("is none when no engine answers, and no process stands in", async () => {
    await expect(
      chooseRuntime(paths, linked(), wish("docker"), { DOCKER_HOST: "unix:///nowhere.sock" }),
    ).rejects.toMatchObject({ code: "GD-E005", exit: 69 });
  });
});

describe("the images that a scenario names", () => {
  const app = () => `gameday/app:${programsDigest(appFiles(paths))}`;
  const naming = (images: Partial<Record<"app" | "toxiproxy" | "k6", string>>) => ({
    ...linked(),
    images,
  });
  const choose = async (
    images: Parameters<typeof naming>[0],
    has: readonly string[],
    { env = {}, allowed = [] }: { env?: Record<string, string>; allowed?: readonly string[] } = {},
  ) =>
    chooseImages(paths, naming(images), wish("docker", allowed), {
      DOCKER_HOST: await engineWith(`named-${(engines.length + 1).toString()}`, has),
      ...env,
    });

  it("are taken alone, in another version of what is used anyway", async () => {
    const choice = await choose({ toxiproxy: "ghcr.io/shopify/toxiproxy:2.9.0" }, [
      app(),
      "ghcr.io/shopify/toxiproxy:2.9.0",
      "ghcr.io/shopify/toxiproxy:2.12.0",
    ]);
    expect(choice.images.get("toxiproxy")).toBe("ghcr.io/shopify/toxiproxy:2.9.0");
  });

  it("give way to the user's own, who needs to confirm nothing", async () => {
    const choice = await choose(
      { toxiproxy: "somebody/evil:1" },
      [app(), "mine:1", "somebody/evil:1"],
      { env: { GAMEDAY_IMAGE_TOXIPROXY: "mine:1" } },
    );
    expect(choice.images.get("toxiproxy")).toBe("mine:1");
  });

  it.each([
    "somebody/evil:1",
    "mysql.evil.example/mysql:8.4",
    "evil/shopify/toxiproxy:2.12.0",
    "ghcr.io/shopify/toxiproxy-evil",
    "gameday/evil",
  ])(
    "are refused when they are somebody else's and nobody confirmed them, as %s, whatever engine has them",
    async (name) => {
      await expect(choose({ toxiproxy: name }, [app(), name])).rejects.toMatchObject({
        code: "GD-C012",
        exit: 64,
        message: expect.stringContaining(`names the image ${name} for toxiproxy`),
        hint: `if it may run: --allow-image ${name}`,
      });
      expect(
        (await choose({ toxiproxy: name }, [app(), name], { allowed: [name] })).images.get(
          "toxiproxy",
        ),
      ).toBe(name);
    },
  );

  it("are confirmed by their whole name, one by one", async () => {
    await expect(
      choose({ toxiproxy: "somebody/evil:2", k6: "somebody/k6" }, [app()], {
        allowed: ["somebody/evil:1", "somebody/evil"],
      }),
    ).rejects.toMatchObject({
      code: "GD-C012",
      hint: "if it may run: --allow-image somebody/evil:2 --allow-image somebody/k6",
    });
  });

  it("are never pulled: what is missing is said with who named it", async () => {
    await expect(
      choose({ app: "gameday/app:mine" }, ["ghcr.io/shopify/toxiproxy:2.12.0"]),
    ).rejects.toMatchObject({
      code: "GD-E010",
      message: expect.stringContaining("app: gameday/app:mine (images.app of the scenario)"),
      hint: "docker pull gameday/app:mine; gameday setup images; a run never pulls images",
    });
  });

  it("are shown by gameday doctor for that scenario, each with who named it", async () => {
    const file = join(home, "named.yaml");
    const text = readFileSync(join(root, "test", "fixtures", "linked-shop.yaml"), "utf8");
    copyFileSync(join(root, "test", "fixtures", "counter.ts"), join(home, "counter.ts"));
    writeFileSync(
      file,
      `${text}\nimages: { toxiproxy: "somebody/toxiproxy:1", app: "gameday/app:mine" }\n`,
    );
    const env = {
      HOME: home,
      GAMEDAY_RUNS: home,
      PATH: "",
      DOCKER_HOST: await engineWith("doctor", ["somebody/toxiproxy:1"]),
    };
    const checks = await doctor({ ...env, GAMEDAY_IMAGE_APP: "mine:1" }, root, file);
    expect(checks.find(({ name }) => name === "docker")?.detail).toMatch(
      /; somebody\/toxiproxy:1 \(images\.toxiproxy of the scenario\); without: app \(mine:1, GAMEDAY_IMAGE_APP\)$/,
    );
  });

  it("are nobody's business on processes", async () => {
    expect(
      await chooseRuntime(paths, naming({ app: "somebody/evil:1" }), wish("auto"), {}),
    ).toMatchObject({ name: "process" });
  });
});

describe("the programs of the shop", () => {
  it("are taken with the packages that they import and those that these need, and nothing else", () => {
    const names = appFiles(paths).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "package.json",
        "programs/shop/api.ts",
        "node_modules/mysql2/package.json",
        "node_modules/mysql2/promise.js",
        "node_modules/denque/index.js",
      ]),
    );
    expect(
      names.filter((name) =>
        /^programs\/(images|tools)|\.d\.ts$|\.map$|node_modules\/@types/.test(name),
      ),
    ).toEqual([]);
  });
});
