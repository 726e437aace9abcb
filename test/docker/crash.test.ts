import { describe, expect, it } from "vitest";
import type Docker from "dockerode";
import { restartsItself, whyNoCrash } from "../../src/runtime/docker/crash.ts";

const container = (Pid: number, RestartPolicy: object = {}): Docker.ContainerInspectInfo =>
  ({
    Id: "f".repeat(64),
    State: { Pid },
    HostConfig: { RestartPolicy },
  }) as unknown as Docker.ContainerInspectInfo;

describe("a crash", () => {
  it("is never tried on a process of this machine that is not the container's", async () => {
    // On a desktop the engine has a machine of its own, and its process ids are somebody else's
    // here.
    expect(await whyNoCrash(container(process.pid), true)).toBe(
      "the engine runs in a virtual machine",
    );
    expect(await whyNoCrash(container(0), true)).toBe("the engine runs in a virtual machine");
    expect(await whyNoCrash(container(process.pid), false)).toBe(
      "the engine is on another machine",
    );
  });

  it("matters where something starts the container again", () => {
    expect(
      ["", "no", "always", "unless-stopped", "on-failure"].map((Name) =>
        restartsItself(container(1, { Name })),
      ),
    ).toEqual([false, false, true, true, true]);
  });
});
