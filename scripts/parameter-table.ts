import type { z } from "zod";
import type { Fault } from "../src/fault/fault.ts";
import { parametersIn } from "../src/fault/parameters.ts";
import type { Probe } from "../src/probe/probe.ts";

/** Every fault with its target, its parameters and what it needs of the runtime. */
export function faultTable(faults: ReadonlyMap<string, Fault<unknown>>): string {
  const rows = [...faults.values()].map(({ name, doc, target, needs, params }) =>
    `| \`${name}\` | ${doc} | ${target} | ${parameters(params)} | ${needs.join(", ")} |`.replaceAll(
      "|  |",
      "| – |",
    ),
  );
  return `| fault | what it does | target | parameters | needs |\n|---|---|---|---|---|\n${rows.join("\n")}`;
}

/** Every probe with its target and its parameters. */
export function probeTable(probes: ReadonlyMap<string, Probe<unknown>>): string {
  const rows = [...probes.values()].map(({ name, doc, target, params }) =>
    `| \`${name}\` | ${doc.replaceAll("|", "\\|")} | ${target} | ${parameters(params)} |`.replaceAll(
      "|  |",
      "| – |",
    ),
  );
  return `| probe | what it reads | target | parameters |\n|---|---|---|---|\n${rows.join("\n")}`;
}

/** `journey`, `cohort` (everyone); optional ones with their default, or a question mark. */
function parameters(params: z.ZodType<unknown>): string {
  const all = parametersIn({ params }).map(({ name, options, required, default: fallback }) => {
    const notes = [
      ...(options === undefined ? [] : [options.join(" or ")]),
      ...(fallback === undefined ? [] : [`default ${JSON.stringify(fallback)}`]),
    ];
    return `\`${name}\`${required || fallback !== undefined ? "" : "?"}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`;
  });
  return all.join(", ");
}
