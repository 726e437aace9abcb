import type { Path } from "../mistake.ts";
import type { Action, MysqlComponent, Scenario } from "../schema.ts";
import { error, type Finding, type Rule } from "./rule.ts";
import { isGranted, kill, needsOf } from "./sql-needs.ts";

export const reachable: Rule = {
  doc: "Evidence, actions and calibrations use only what their accounts are granted.",
  check: ({ scenario }) => [
    ...Object.entries(scenario.evidence).flatMap(([name, { canonical }]) =>
      judgeEvidence(name, canonical, scenario),
    ),
    ...Object.entries(scenario.mitigations).flatMap(([name, { action }]) =>
      action === undefined
        ? []
        : judge(
            `the mitigation "${name}" cannot be carried out`,
            ["mitigations", name, "action"],
            action,
            scenario,
          ),
    ),
    ...Object.entries(scenario.calibrate).flatMap(([name, { sqlThroughput: sql, on, as }]) =>
      judgeSql(
        `"${name}" cannot be measured`,
        ["calibrate", name, "sqlThroughput"],
        { sql, on, as },
        scenario,
      ),
    ),
  ],
};

function judgeEvidence(name: string, canonical: Action, scenario: Scenario): readonly Finding[] {
  if ("killLoop" in canonical)
    return [
      error({
        code: "GD-S022",
        path: ["evidence", name, "canonical", "killLoop"],
        at: "key",
        message: `the evidence "${name}" must be proved by a query, not by killing queries`,
        hint: "its canonical way is one of sql, http, log",
      }),
    ];
  return judge(
    `the evidence "${name}" cannot be found`,
    ["evidence", name, "canonical"],
    canonical,
    scenario,
  );
}

function judge(what: string, path: Path, action: Action, scenario: Scenario): readonly Finding[] {
  if ("sql" in action) return judgeSql(what, [...path, "sql"], action, scenario);
  if (!("killLoop" in action)) return [];
  const { on, as } = action.killLoop;
  const grants = mysql(scenario, on)?.accounts[as]?.grants;
  return grants === undefined || isGranted(kill, grants)
    ? []
    : [missing(what, [...path, "killLoop", "as"], as, kill.grant)];
}

function judgeSql(
  what: string,
  path: Path,
  { sql, on, as }: { sql: string; on: string; as: string },
  scenario: Scenario,
): readonly Finding[] {
  const component = mysql(scenario, on);
  const grants = component?.accounts[as]?.grants;
  if (component === undefined || grants === undefined) return [];
  const lacking = needsOf(sql, component.database).find((need) => !isGranted(need, grants));
  return lacking === undefined ? [] : [missing(what, path, as, lacking.grant)];
}

const missing = (what: string, path: Path, as: string, grant: string): Finding =>
  error({
    code: "GD-S022",
    path,
    message: `${what}: the account "${as}" lacks the grant "${grant}"`,
    hint: `add it to the grants of "${as}", or use an account that has it`,
  });

function mysql({ stack }: Scenario, name: string): MysqlComponent | undefined {
  const component = Object.hasOwn(stack, name) ? stack[name] : undefined;
  return component?.kind === "mysql" ? component : undefined;
}
