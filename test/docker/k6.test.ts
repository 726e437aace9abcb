import type { LoadBin } from "../../src/event/load.ts";
import { expect, it } from "vitest";
import { loadDriver } from "../../src/stage/load-driver.ts";
import { echoComponent } from "../support/process-stack.ts";
import { dockerStack, engineForTests } from "./docker-stack.ts";

const found = await engineForTests(["app", "k6"]);
const image = found?.images.get("k6") ?? "";
const steps = [
  {
    method: "GET" as const,
    path: "/",
    headers: {},
    body: undefined,
    timeoutMs: 1_000,
    expectStatus: 200,
    underMs: 1_000,
  },
];

it.skipIf(found === undefined)(
  "k6 sends from a container beside the stack, finds services by name, and goes with the stack",
  async () => {
    if (found === undefined) throw new Error("no engine");
    const made = dockerStack(found);
    const { host, port } = await made.runtime.start(
      echoComponent("api/1"),
      new AbortController().signal,
    );
    const driver = loadDriver({
      choice: {
        driver: "k6",
        k6: { path: image, version: "", why: "in a container" },
        image,
        why: "",
      },
      mark: made.mark,
      scenarioFolder: made.logDir,
      runFolder: made.logDir,
      beside: made.runtime,
    });
    const bins: LoadBin[] = [];
    const errors: Error[] = [];
    const enough = Promise.withResolvers<void>();
    const onBin = (bin: LoadBin): void => {
      bins.push(bin);
      if (bins.reduce((sum, { good }) => sum + good, 0) >= 40) enough.resolve();
    };
    const flow = {
      id: "users",
      perSecond: 20,
      users: 5,
      steps,
      vars: {},
      to: [{ host, port }],
      cohort: "all",
    };
    const run = await driver.start({
      flows: [flow],
      seed: "1",
      originMonoMs: performance.now(),
      onBin,
      onThreshold: () => {},
      onError: (error) => errors.push(error),
    });
    await enough.promise;
    await run.stop();
    expect(errors).toEqual([]);
    expect(await made.runtime.down()).toEqual([]);
    expect(await made.left()).toEqual([]);
    await made.remove();
  },
);
