import { quoted, type Path } from "../mistake.ts";
import { error, type Finding, type Rule } from "./rule.ts";

export const ownFolder: Rule = {
  doc: "Programs, seed files, k6 scripts and certificates are in the scenario's folder or in fixtures/, never elsewhere on the machine.",
  check: ({ scenario }) => [
    ...Object.entries(scenario.stack).flatMap(([name, component]) => [
      ...judge("program" in component ? component.program : undefined, ["stack", name, "program"]),
      ...judge("seed" in component ? component.seed?.sql : undefined, [
        "stack",
        name,
        "seed",
        "sql",
      ]),
      ...judge("tls" in component ? component.tls?.ca : undefined, ["stack", name, "tls", "ca"]),
    ]),
    ...Object.entries(scenario.load.journeys).flatMap(([name, { script }]) =>
      judge(script, ["load", "journeys", name, "script"]),
    ),
  ],
};

function judge(file: string | undefined, path: Path): readonly Finding[] {
  return file !== undefined && leavesFolder(file) ? [outside(file, path)] : [];
}

/** Does a name say by itself that it leads elsewhere? */
export function leavesFolder(file: string): boolean {
  return /^([/\\~]|[A-Za-z]:)/.test(file) || file.split(/[/\\]/).includes("..");
}

/** The finding about a file that is not the scenario's. */
export function outside(file: string, path: Path): Finding {
  return error({
    code: "GD-S003",
    path,
    message: `${quoted(file)} is outside the scenario's folder`,
    hint: "a scenario may name a shipped program (shop/api) or a file in its own folder",
  });
}
