import { describe, expect, it } from "vitest";
import { isFleeting } from "../../../src/runtime/docker/fleeting-port.ts";

describe("a published port", () => {
  const published = (...ports: readonly string[]) => ({
    HostConfig: { PortBindings: { "80/tcp": ports.map((HostPort) => ({ HostIp: "", HostPort })) } },
  });

  it("stays where it is when its user chose it", () => {
    expect(isFleeting(published("18080"), 80)).toBe(false);
    expect(isFleeting(published("0", "18080"), 80)).toBe(false);
  });

  it.each([
    ["nobody", []],
    ["nothing", [""]],
    ["zero", ["0"]],
    ["a range", ["18080-18090"]],
  ])("is chosen anew by the engine when %s was chosen", (_, ports) => {
    expect(isFleeting(published(...ports), 80)).toBe(true);
  });

  it("is chosen anew when another one was chosen", () => {
    expect(isFleeting(published("18080"), 81)).toBe(true);
    expect(isFleeting({ HostConfig: {} }, 80)).toBe(true);
  });
});
