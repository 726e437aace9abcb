import { formatDuration } from "../../kernel/duration.ts";
import { defaultHold } from "../default-hold.ts";
import { durationText } from "../duration-text.ts";
import { rateOf } from "../harmless.ts";
import type { Scenario } from "../schema.ts";
import { error, type Rule } from "./rule.ts";

/** Requests without a loss after which an objective (percent) is believed: the rule of three. */
export function minimumRequests(objective: number): number {
  return Math.ceil(300 / (100 - objective) - 1e-6);
}

export const requestsInHold: Rule = {
  doc: "The hold sees at least 3 / (1 − objective) requests of each SLI; fewer are no proof.",
  needsWhole: true,
  check: ({ scenario }) => {
    const { kind, hold, mustHold = defaultHold, slis } = scenario;
    const holdMs = kind === "Test" ? mustHold.for : hold;
    return Object.entries(slis).flatMap(([name, { counts, objective }]) => {
      const rate = constantRate(scenario, counts);
      const wanted = minimumRequests(objective);
      if (rate === undefined || Math.floor(rate * (holdMs / 1_000) + 1e-6) >= wanted) return [];
      const got = Math.floor(rate * (holdMs / 1_000));
      const longer =
        rate > 0 ? `, a hold of ${durationText(Math.ceil(wanted / rate) * 1_000)}` : "";
      return [
        error({
          code: "GD-S021",
          path: ["slis", name],
          at: "key",
          message:
            `"${name}" counts ${got.toLocaleString("en")} requests in ${formatDuration(holdMs)}; ` +
            `an objective of ${objective} % needs at least ${wanted.toLocaleString("en")} to be ` +
            "meaningful",
          hint:
            `a rate of ${Math.ceil((wanted * 1_000) / holdMs)}/s${longer}, or an objective of at ` +
            `most ${Math.floor((100 - 300 / Math.max(got, 4)) * 10) / 10} is enough`,
        }),
      ];
    });
  },
};

/** Requests per second of some flows together; undefined when a calibration decides it. */
function constantRate(scenario: Scenario, flows: readonly string[]): number | undefined {
  const { load, params } = scenario;
  const values = Object.fromEntries(
    Object.entries(params).map(([name, { default: value }]) => [name, value]),
  );
  const rates = [...new Set(flows)].map((flow) =>
    rateOf(load.flows[flow]?.rate ?? 0, scenario, values),
  );
  return rates.reduce(
    (sum, rate) => (sum === undefined || rate === undefined ? undefined : sum + rate),
    0,
  );
}
