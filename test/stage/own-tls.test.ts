import type { LoadBin } from "../../src/event/load.ts";
import type { LoadTls } from "../../src/event/flow.ts";
import { once } from "node:events";
import { symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadDriver } from "../../src/stage/load-driver.ts";
import { stackTls, withCertificates } from "../../src/stage/own-tls.ts";
import { probeWorld } from "../../src/stage/probe-world.ts";
import { flowOf } from "../../src/plan/journey.ts";
import { resolveScenario } from "../../src/plan/resolve.ts";
import { endpointOf } from "../../src/probe/ask.ts";
import { http } from "../../src/probe/http.ts";
import { realClock } from "../../src/register/real-clock.ts";
import { SimWorld } from "../../src/runtime/sim/world.ts";
import { createSimRuntime } from "../../src/runtime/sim/sim-runtime.ts";
import { containerComponent } from "../../src/scenario/schema/component/container.ts";
import { authority } from "../fixtures/certificate.ts";
import { hrMs } from "../fixtures/load-server.ts";
import { fastFrogPlan } from "../support/fast-frog.ts";
import { ownFolder } from "../support/own-folder.ts";

const { ca, issue } = authority();
const tls = { ca: "ca.pem", servername: "shop.test" };

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const path = ownFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return path;
}

/** Says who it was asked for. */
async function secureServer(): Promise<{ host: string; port: number }> {
  const server = createServer(
    issue(["shop.test"]),
    (request, response) =>
      void response.end(JSON.stringify({ host: request.headers.host?.split(":")[0] })),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => (server.closeAllConnections(), void server.close()));
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

test("certificates are read from beside the scenario, and nothing else of the file is taken along", async () => {
  const { key } = issue(["shop.test"]);
  const path = await folder({ "ca.pem": `# ours\n${key}${ca}${ca}` });
  const read = withCertificates(path, tls);
  expect(read).toEqual({ servername: "shop.test", ca: ca + ca });
  expect(withCertificates(path, { insecure: true })).toEqual({ insecure: true });
});

test.each([
  ["that is not there", "missing.pem", "GD-S010"],
  ["that is no certificate", "none.pem", "GD-S003"],
  ["with one that cannot be read", "broken.pem", "GD-S003"],
  ["that lies elsewhere", "../ca.pem", "GD-S003"],
  ["that leads elsewhere", "link.pem", "GD-S003"],
])("a file %s is refused", async (_what, name, code) => {
  const path = await folder({
    "none.pem": "hello",
    "broken.pem": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
  });
  await symlink("/etc/hostname", join(path, "link.pem"));
  expect(() => withCertificates(path, { ca: name })).toThrow(expect.objectContaining({ code }));
});

test("probes ask a component by its name and trust its authority alone", async () => {
  const server = await secureServer();
  const stack = {
    shop: containerComponent.parse({ kind: "container", container: "shop", port: 443, tls }),
    bare: containerComponent.parse({
      kind: "container",
      container: "shop",
      port: 443,
      tls: { servername: "shop.test" },
    }),
  };
  const secure = stackTls(stack, await folder({ "ca.pem": ca }));
  const world = probeWorld(
    { instances: () => [], endpoints: () => [server], runtime: createSimRuntime(new SimWorld()) },
    realClock,
    process.cwd(),
    (component) => secure.get(component),
  );
  expect(endpointOf(world, "shop")).toEqual(server);
  const read = (component: string): unknown =>
    http.open(world, component, http.params.parse({ path: "/who", field: "host" })).read();
  expect(await read("shop")).toBe("shop.test");
  await expect(read("bare")).rejects.toMatchObject({ code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" });
});

test("a journey to a component that speaks TLS is sent so", async () => {
  const server = await secureServer();
  const scenario = resolveScenario(fastFrogPlan, { heavyCapacity: 100, heavyRate: 100 });
  const [id = "", journey] =
    Object.entries(scenario.load.journeys).find(([, { script }]) => script === undefined) ?? [];
  if (journey === undefined) throw new Error("no journey");
  const step = {
    ...journey.steps[0],
    get: "/",
    headers: {},
    timeout: 5_000,
    expect: { status: 200 },
    capture: { host: "$.host" },
    post: undefined,
    put: undefined,
    delete: undefined,
    body: undefined,
    think: undefined,
  };
  const asked = {
    ...scenario,
    stack: {
      shop: containerComponent.parse({ kind: "container", container: "shop", port: 443, tls }),
    },
    load: { ...scenario.load, journeys: { [id]: { ...journey, to: "shop", steps: [step] } } },
  };
  const flow = flowOf(
    asked,
    "web",
    { journey: id, cohort: Object.keys(scenario.load.cohorts)[0] ?? "", perSecond: 20 },
    [server],
  );
  expect(flow.tls).toEqual({ insecure: false, ...tls } satisfies LoadTls);
  const driver = loadDriver({
    choice: { driver: "builtin", why: "" },
    mark: { drill: "x", owner: "y", secret: "z", lastsS: 60 },
    scenarioFolder: await folder({ "ca.pem": ca }),
    runFolder: "/nowhere",
    beside: undefined,
  });
  const whole = Promise.withResolvers<LoadBin>();
  const run = await driver.start({
    flows: [flow],
    seed: "1",
    originMonoMs: hrMs(),
    onBin: (bin) => bin.offered > 0 && whole.resolve(bin),
    onError: whole.reject,
  });
  onTestFinished(() => run.stop());
  const bin = await whole.promise;
  expect(bin).toMatchObject({ good: bin.offered });
});
