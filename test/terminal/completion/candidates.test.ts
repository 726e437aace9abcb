import { describe, expect, it } from "vitest";
import {
  completionOf,
  type CommandShape,
  type Completion,
} from "../../../src/terminal/completion/candidates.ts";

const option = (name: string, options?: readonly string[]) =>
  ({ name, type: "option", description: `about ${name}`, options }) as const;
const drill = option("drill");
const json = { name: "json", type: "boolean", description: "as JSON" } as const;

const commands: readonly CommandShape[] = [
  {
    id: "run",
    summary: "Run a drill.",
    args: { scenario: {} },
    flags: { json, runtime: option("runtime", ["docker", "process"]), seed: option("seed") },
  },
  { id: "sev:ack", summary: "Acknowledge.", args: { text: {} }, flags: { json, drill } },
  {
    id: "sev:assign",
    summary: "Assign a role.",
    args: { role: {}, to: {} },
    flags: { json, drill },
  },
  { id: "prove", args: { evidence: {} }, flags: { drill } },
  { id: "completion-server", hidden: true, args: {}, flags: {} },
];

function complete(line: string): Completion {
  return completionOf(line.split(" "), commands);
}

function names(line: string): readonly string[] {
  const found = complete(line);
  return found.is === "candidates" ? found.all.map(({ name }) => name) : [found.is];
}

describe("what may be typed next", () => {
  it("is a command or a topic, without the hidden ones", () => {
    expect(names("")).toEqual(["prove", "run", "sev"]);
    expect(complete("sev ")).toEqual({
      is: "candidates",
      all: [
        { name: "ack", description: "Acknowledge." },
        { name: "assign", description: "Assign a role." },
      ],
    });
  });

  it("is a flag that is not there yet, and the values that a flag knows", () => {
    expect(names("run --")).toEqual(["--json", "--runtime", "--seed"]);
    expect(names("run hot-mysql --json -")).toEqual(["--runtime", "--seed"]);
    expect(names("run --runtime ")).toEqual(["docker", "process"]);
    expect(names("run --seed ")).toEqual(["files"]);
  });

  it("is a name that only this machine knows", () => {
    expect(complete("run ")).toEqual({ is: "live", kind: "scenario" });
    expect(complete("run --runtime docker ")).toEqual({ is: "live", kind: "scenario" });
    expect(complete("sev ack --drill ")).toEqual({ is: "live", kind: "drill" });
  });

  it("is what the verb's own table says about an argument", () => {
    expect(complete("sev assign ")).toEqual({ is: "live", kind: "role" });
    expect(complete("sev assign scribe ")).toEqual({ is: "live", kind: "person" });
    expect(complete("sev assign --drill abc scribe a")).toEqual({ is: "live", kind: "person" });
    expect(complete("prove ")).toEqual({ is: "live", kind: "evidence" });
  });

  it("is a file behind --, and where nothing is known", () => {
    expect(names("prove who -- grep ")).toEqual(["files"]);
    expect(names("sev ack hello again ")).toEqual(["files"]);
  });
});
