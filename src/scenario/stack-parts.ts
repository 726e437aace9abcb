import { isMap } from "./merge.ts";
import { readYaml } from "./read-yaml.ts";
import { Source } from "./source.ts";

/** What a stack file offers to a person who writes a scenario on it. */
export interface StackParts {
  readonly doc: string;
  readonly components: readonly {
    readonly name: string;
    readonly kind: string;
    readonly needs: readonly string[];
  }[];
  readonly journeys: readonly string[];
  readonly links: readonly { readonly name: string; readonly from: string; readonly to: string }[];
}

/** Reads a stack file's names without judging it; undefined when it is none. */
export function stackParts(text: string, file: string): StackParts | undefined {
  const { value } = readYaml(new Source(text, file));
  if (!isMap(value) || value["kind"] !== "Stack") return undefined;
  const load = mapAt(value, "load");
  return {
    doc: typeof value["doc"] === "string" ? value["doc"] : "",
    components: Object.entries(mapAt(value, "stack")).map(([name, of]) => ({
      name,
      kind: isMap(of) && typeof of["kind"] === "string" ? of["kind"] : "",
      needs:
        isMap(of) && Array.isArray(of["needs"])
          ? of["needs"].filter((need) => typeof need === "string")
          : [],
    })),
    journeys: Object.keys(mapAt(load, "journeys")),
    links: Object.entries(mapAt(value, "links")).flatMap(([name, of]) =>
      isMap(of) && typeof of["from"] === "string" && typeof of["to"] === "string"
        ? [{ name, from: of["from"], to: of["to"] }]
        : [],
    ),
  };
}

function mapAt(
  of: Readonly<Record<string, unknown>>,
  key: string,
): Readonly<Record<string, unknown>> {
  const value = of[key];
  return isMap(value) ? value : {};
}
