import { describe, expect, it } from "vitest";
import { faultList, fieldOf, flagOf, parameterFlags } from "../../../src/app/fault/flags.ts";
import Fault from "../../../src/commands/fault.ts";
import { linkFaults } from "../../../src/fault/index.ts";
import { parametersIn } from "../../../src/fault/parameters.ts";
import { GamedayCommand } from "../../../src/terminal/command.ts";

const own = ["listen", "upstream", "for", "proxy", "seed"];

describe("the flags of gameday fault", () => {
  it("are the parameters of all faults of a single link, beside its own", () => {
    const parameters = linkFaults.flatMap((fault) =>
      parametersIn(fault).map(({ name }) => flagOf(name)),
    );
    expect(parameters).toContain("average-size");
    expect(Object.keys(Fault.flags).toSorted()).toEqual(
      [...new Set([...own, ...parameters])].toSorted(),
    );
  });

  it("leave no parameter hidden behind a flag of the command itself", () => {
    const taken = new Set([...own, ...Object.keys(GamedayCommand.baseFlags), "help"]);
    expect(Object.keys(parameterFlags()).filter((flag) => taken.has(flag))).toEqual([]);
  });

  it("say what a parameter means, to which faults, and what it is when not given", () => {
    const flags = parameterFlags();
    expect(flags["jitter"]).toBe("latency: how much the delay varies, such as 50ms (default: 0s)");
    expect(flags["rate"]).toMatch(/^bandwidth: .*[^)]$/);
    expect(flags["delay"]).toMatch(/^slow-close: .*; slicer: .* \(default: 0s\)$/);
    expect(flags["toxicity"]).toMatch(/^share of connections .* \(default: 1\)$/);
  });

  it("and every parameter has a description of its own", () => {
    const without = linkFaults.flatMap((fault) =>
      parametersIn(fault)
        .filter(
          ({ description }) => description === undefined || description.startsWith("A duration"),
        )
        .map(({ name }) => `${fault.name} ${name}`),
    );
    expect(without).toEqual([]);
  });

  it("name a field and are named by it", () => {
    for (const fault of linkFaults)
      for (const { name } of parametersIn(fault)) expect(fieldOf(flagOf(name))).toBe(name);
  });

  it("and its help names every fault", () => {
    for (const { name, doc } of linkFaults) expect(faultList()).toContain(`- ${name}: ${doc}`);
    expect(Fault.description).toContain(faultList());
  });
});
