import { Errors, Flags, Parser } from "@oclif/core";
import { describe, expect, it } from "vitest";
import { asUsage } from "../../src/terminal/usage-error.ts";

async function refused(...argv: readonly string[]): Promise<unknown> {
  const port = Flags.integer({ min: 0, max: 65_535 });
  return Parser.parse([...argv], { flags: { port } }).catch((error: unknown) => error);
}

describe("what the parser refuses, in our own words", () => {
  it.each([
    ["x", '--port takes an integer, not "x"'],
    ["99999999", '--port takes an integer less than or equal to 65535, not "99999999"'],
    ["-1", '--port takes an integer greater than or equal to 0, not "-1"'],
  ])("a port of %s", async (given, message) => {
    expect(asUsage(await refused("--port", given))).toMatchObject({
      code: "GD-C001",
      exit: 64,
      message,
      hint: "--help shows all flags",
    });
  });

  it("a flag that is not there", async () => {
    expect(asUsage(await refused("--prot", "1"))).toMatchObject({
      message: "there is no flag --prot here",
      hint: "did you mean --port?\n--help shows all flags",
    });
  });

  it("a word too many after a command", () => {
    expect(asUsage(new Errors.CLIError("command proxy:foo not found"))).toMatchObject({
      code: "GD-C001",
      exit: 64,
      message: 'unknown command "proxy foo"',
      hint: "gameday proxy --help shows its arguments and flags",
    });
  });

  it("and nothing else", () => {
    expect(asUsage(new Error("command proxy:foo not found"))).toBeUndefined();
  });
});
