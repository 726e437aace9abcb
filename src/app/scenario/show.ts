import { join } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import { toJsonSchema } from "../../scenario/json-schema.ts";
import { playerView, type PlayerView } from "../../scenario/player-view.ts";
import { showScenario } from "../../scenario/show.ts";
import type { Scenario } from "../../scenario/schema.ts";
import { mermaidOf } from "../../plan/mermaid.ts";
import { topologyOf } from "../../plan/topology.ts";
import { topologyFile } from "../../report/chart/topology-chart.ts";
import { loadTemplates } from "../../report/templates.ts";
import { catalog } from "./catalog.ts";
import { loadScenario } from "./load.ts";
import type { Paths } from "../../register/paths.ts";

export interface ShowWish {
  readonly scenario: string;
  readonly variant: string | undefined;
  readonly spoilers: boolean;
}

/** The scenario as YAML with every default in place. */
export function scenarioText(
  paths: Paths,
  cwd: string,
  { scenario: name, variant: wanted, spoilers }: ShowWish,
): string {
  const { scenario, variant, variants, parts } = loadScenario(paths, name, cwd, wanted);
  return showScenario(scenario, {
    spoilers,
    from: { variant, variants, stack: parts.find(({ kind }) => kind === "Stack")?.name },
  });
}

/** The same as data; what a player may read of it unless all is asked for. */
export function scenarioData(
  paths: Paths,
  cwd: string,
  { scenario: name, variant, spoilers }: ShowWish,
): Scenario | PlayerView {
  const { scenario } = loadScenario(paths, name, cwd, variant);
  return spoilers ? scenario : playerView(scenario);
}

/**
 * The diagram of the locations and who calls whom; the fault's target is shown only with the
 * answers.
 */
export function scenarioGraph(
  paths: Paths,
  cwd: string,
  { scenario: name, variant, spoilers }: ShowWish,
  form: "mermaid" | "svg",
): string {
  const { scenario } = loadScenario(paths, name, cwd, variant);
  const topology = topologyOf(scenario, { spoilers });
  return form === "mermaid"
    ? mermaidOf(topology)
    : topologyFile(
        topology,
        scenario.title,
        loadTemplates(join(paths.root, "reports", "templates")).get("report.css") ?? "",
      );
}

export function schemaText(): string {
  return JSON.stringify(toJsonSchema(), null, 2);
}

/** What a scenario can name: each fault and probe with its one sentence. */
export function catalogText(): string {
  const list = (title: string, all: ReadonlyMap<string, { doc: string }>): string[] => [
    title,
    ...[...all].map(([name, { doc }]) => `  ${name.padEnd(14)} ${doc}`),
  ];
  return [...list("faults", catalog.faults), "", ...list("probes", catalog.probes)].join("\n");
}

export function nothingToShow(): GamedayError {
  return new GamedayError("GD-C001", "which scenario?", {
    hint: "gameday scenario list shows them; --schema and --faults work with no scenario, --graph needs one",
  });
}
