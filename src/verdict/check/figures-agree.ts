import { plural } from "../../kernel/plural.ts";
import type { Summary } from "../../metrics/summary.ts";
import { bug, pass, type Check } from "../finding.ts";

/**
 * One run has one set of figures. Where two ways to the same figure differ, the tool is wrong, and
 * no verdict of it counts.
 */
export const figuresAgree: Check = {
  name: "figures-agree",
  title: "all figures come from the same requests",
  role: "ground",
  run: (plan, summary) => {
    const differs = [
      ...requests(summary),
      ...(plan.scenario.kind === "Test" ? windows(summary) : []),
    ];
    return differs.length === 0
      ? pass("figures counted in two ways are the same")
      : bug(`a bug in Gameday: ${differs.join("; ")}`);
  },
};

/** Requests as the generator's record has them, and as the SLIs' seconds have them. */
function requests({ load, impact: { total } }: Summary): string[] {
  const counted = load.flows.filter((flow) => flow.counted);
  const offered = counted.reduce((sum, flow) => sum + flow.offered, 0);
  const lost = offered - counted.reduce((sum, flow) => sum + flow.good, 0);
  if (offered === total.offeredWholeDrill && lost === total.lostWholeDrill) return [];
  return [
    `the load lost ${lost} of ${offered} ${plural(offered, "request")}, the services ${total.lostWholeDrill} of ${total.offeredWholeDrill}`,
  ];
}

/** What the engine said when it looked, against what its journal says. */
function windows({ gates, judged, ended }: Summary): string[] {
  const gate = gates.find((one) => one.gate === "mustHold");
  if (gate?.judged === undefined || ended?.why !== "held") return [];
  const held = judged.filter(({ of }) => of !== "play").every((window) => window.held === "held");
  return gate.met === held
    ? []
    : [
        `the engine saw that the system ${gate.met ? "held" : "did not hold"}, its journal says that it ${held ? "held" : "did not hold"}`,
      ];
}
