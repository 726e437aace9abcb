import { quoted } from "../mistake.ts";
import type { Scenario } from "../schema.ts";
import { error, warning, type Finding, type Rule } from "./rule.ts";

type Panel = Scenario["dashboards"][string]["panels"][string];

/** More than fit a terminal beside the log. */
const mostPanels = 12;

export const dashboards: Rule = {
  doc: "A panel has content, in one unit, and no signal that is only for judging.",
  needsWhole: true,
  check: ({ scenario }) => {
    const panels = Object.entries(scenario.dashboards).flatMap(([dashboard, { panels: own }]) =>
      Object.entries(own).map(([panel, of]) => ({
        path: ["dashboards", dashboard, "panels", panel],
        panel,
        of,
      })),
    );
    const many = panels[mostPanels];
    return [
      ...panels.flatMap(({ path, panel, of }) => judge(path, panel, of, scenario)),
      ...(many === undefined
        ? []
        : [
            warning({
              path: many.path,
              at: "key",
              message: `${panels.length} panels are too many to read under pressure`,
              hint: `${mostPanels} fit a terminal; the report shows them all`,
            }),
          ]),
    ];
  },
};

function judge(
  path: readonly string[],
  name: string,
  { slis, flows, signals, show }: Panel,
  scenario: Scenario,
): Finding[] {
  const requests = slis.length + flows.length;
  if (requests + signals.length === 0)
    return [
      error({
        code: "GD-S005",
        path,
        at: "key",
        message: `the panel ${quoted(name)} shows nothing`,
        hint: "add slis, flows or signals",
      }),
    ];
  if (requests > 0 && signals.length > 0)
    return [
      error({
        path: [...path, "signals"],
        at: "key",
        message: `the panel ${quoted(name)} mixes requests and signals`,
        hint: "make two panels of it",
      }),
    ];
  const hidden = signals.flatMap((signal, index) =>
    scenario.signals[signal]?.show === false
      ? [
          error({
            path: [...path, "signals", index],
            message: `the signal ${quoted(signal)} is only for judging: on a dashboard it would give the answer away`,
            hint: "remove it from the panel, or remove its show: false",
          }),
        ]
      : [],
  );
  const idle =
    signals.length > 0 && show !== "success"
      ? [
          warning({
            path: [...path, "show"],
            message: `"show" applies to requests; signals show their value`,
            hint: "omit show",
          }),
        ]
      : [];
  return [...hidden, ...idle];
}
