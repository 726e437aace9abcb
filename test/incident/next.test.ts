import { describe, expect, it } from "vitest";
import { nextCommands } from "../../src/incident/next.ts";
import { bot, play, you } from "./play.ts";

describe("the next commands", () => {
  it("never suggest an incident before anything is reported", () => {
    const drill = play();
    expect(nextCommands(drill.state, { by: you })).toEqual(["gameday status"]);
    drill.given({ type: "page.sent", data: { to: "tloc", text: "api errors" } });
    expect(nextCommands(drill.state, { by: you })).toEqual([
      'gameday sev declare 1 "what users see"',
      "gameday sev ack",
    ]);
    drill.when({ do: "ack" });
    expect(nextCommands(drill.state, { by: you })).toEqual([
      'gameday sev declare 1 "what users see"',
    ]);
  });

  it("offer an acknowledgement only to whom a page waits for", () => {
    const drill = play();
    drill.when({ do: "declare", level: 1, text: "errors" });
    drill.tick(1_000);
    expect(nextCommands(drill.state, { by: you })).not.toContain("gameday sev ack");
    expect(nextCommands(drill.state, { by: bot })[0]).toBe("gameday sev ack");
  });

  it("put a condition before the command, so that the command works as pasted", () => {
    const drill = play();
    drill.when({ do: "declare", level: 1, text: "errors" });
    drill.when({ do: "mitigated" });
    expect(nextCommands(drill.state)[1]).toBe('if it comes back: gameday sev mitigating "…"');
    const called = play();
    called.when({ do: "declare", level: 1, text: "errors" });
    called.when({ do: "false-alarm", why: "a blip" });
    for (const command of [...nextCommands(drill.state), ...nextCommands(called.state)])
      expect(command).toMatch(/^([^"]*: )?gameday [a-z ]+(\d )?("[^"]*")?$/);
  });
});
