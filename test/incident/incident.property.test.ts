import fc from "fast-check";
import { expect, test } from "vitest";
import type { Command } from "../../src/verb/index.ts";
import { allProfiles } from "../support/organisation.ts";
import { mayFollow, type IncidentStep } from "../../src/incident/transition.ts";
import { bot, play, you } from "./play.ts";

const anyText = fc.string({ maxLength: 12 });
const level = fc.integer({ min: -1, max: 6 });
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constant("declare" as const), level, text: anyText }),
  fc.record({ do: fc.constant("ack" as const) }),
  fc.record({
    do: fc.constant("assign" as const),
    role: fc.oneof(fc.constantFrom("imoc", "tloc", "Scribe"), anyText),
    to: fc.constantFrom("bot", "you", "ana"),
  }),
  fc.record({ do: fc.constant("escalate" as const), level, why: anyText }),
  fc.record({ do: fc.constant("update" as const), text: anyText }),
  fc.record({ do: fc.constant("diagnose" as const) }),
  fc.record({ do: fc.constant("mitigating" as const), text: anyText }),
  fc.record({ do: fc.constant("mitigated" as const) }),
  fc.record({ do: fc.constant("resolve" as const) }),
  fc.record({ do: fc.constant("note" as const), text: anyText }),
  fc.record({ do: fc.constant("false-alarm" as const), why: anyText }),
);
const move = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ command, by: fc.constantFrom(bot, you), contained: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      afterMs: fc.integer({ min: 0, max: 1_200_000 }),
      breached: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "alert" as const,
      "proof" as const,
      "page" as const,
      "kill" as const,
    ),
  },
);
const game = fc.record({
  profile: fc.constantFrom(...allProfiles),
  timeScale: fc.constantFrom(1, 6, 60),
  moves: fc.array(move, { maxLength: 40 }),
});

test("whatever people type and whenever: only legal steps, one name, and no upgrade moves the deadline back", () => {
  fc.assert(
    fc.property(game, ({ profile, timeScale, moves }) => {
      const it = play({ profile, timeScale });
      for (const one of moves) {
        if (one === "alert")
          it.given({ type: "alert.fired", data: { alert: "a", text: "a", page: "tloc", copy: 0 } });
        else if (one === "proof")
          it.given({
            type: "evidence.proved",
            data: {
              evidence: "e",
              statement: "s",
              how: "h",
              artefact: { command: "", output: "", exit: 0 },
            },
          });
        else if (one === "page") it.given({ type: "page.sent", data: { to: "tloc", text: "p" } });
        else if (one === "kill")
          it.given({ type: "tool.used", data: { tool: "kill-loop", summary: "k" } });
        else if ("command" in one) it.when(one.command, { by: one.by, contained: one.contained });
        else it.tick(it.now + one.afterMs, one.breached);
      }
      let at: IncidentStep = "none";
      let deadline: number | null = null;
      const rank = (id: number): number =>
        profile.severities.find((severity) => severity.id === id)?.rank ?? Number.NaN;
      for (const event of it.events) {
        if (event.type === "incident.declared") {
          expect(mayFollow(at, "declared")).toBe(true);
          expect(event.data.name).toBe("Fast Frog");
          [at, deadline] = ["declared", event.data.deadlineEx];
        } else if (event.type === "incident.state") {
          expect(`${at} → ${event.data.state}: ${mayFollow(at, event.data.state)}`).toBe(
            `${at} → ${event.data.state}: true`,
          );
          at = event.data.state;
        } else if (event.type === "incident.severity") {
          if (rank(event.data.to) > rank(event.data.from))
            expect(event.data.deadlineEx).toBe(deadline);
          else if (deadline !== null) expect(event.data.deadlineEx).toBeLessThanOrEqual(deadline);
          deadline = event.data.deadlineEx;
        }
      }
      expect(it.state.state).toBe(at);
      expect(it.state.name).toBe("Fast Frog");
    }),
    { numRuns: 300 },
  );
});
