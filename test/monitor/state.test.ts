import { expect, test } from "vitest";
import { initialMonitor, liveMonitor, observe } from "../../src/monitor/monitor.ts";
import { resolveScenario } from "../../src/plan/resolve.ts";
import { happens, stamp, testPlan } from "../support/event-builder.ts";

test("a reader of a journal waits for retries as long as the engine did, also where their number was measured", () => {
  const plan = testPlan({
    load: {
      journeys: { read: { to: "api", steps: [{ get: "/", timeout: "1s", think: "2s" }] } },
      flows: {
        partner: {
          journey: "read",
          rate: 25,
          retry: { attempts: "${tries}", on: ["error"], backoff: "100ms", factor: 2 },
        },
      },
    },
    slis: { api: { counts: ["partner"], objective: 99 } },
  });
  const values = { tries: 3 };
  const engine = liveMonitor(plan, resolveScenario(plan, values));
  const reader = initialMonitor(plan);
  const data = { values, flows: { partner: 25 } };
  for (const event of stamp([happens(0, "plan.resolved", data)])) observe(reader, event);
  // Four attempts of a second each, and 100, 200 and 400 ms between them.
  expect(engine.waitMs).toBe(4_700);
  expect(reader.waitMs).toBe(4_700);
  expect([...reader.flowWaitMs]).toEqual([...engine.flowWaitMs]);
  const sent = (of: typeof reader) => of.sending.flows.get("partner")?.waitMs;
  expect(sent(reader)).toBe(6_700);
  expect(sent(engine)).toBe(6_700);
});
