/** What a stranger's file tries, and what must come of it. */
export interface Case {
  readonly name: string;
  readonly kind:
    | "settings"
    | "files"
    | "addresses"
    | "SQL"
    | "patterns"
    | "programs"
    | "texts and sizes";
  /** In a sentence, for the table. */
  readonly tries: string;
  /** Below the scenario's folder. `OUTSIDE` in a text is a folder that is not the drill's. */
  readonly files: Readonly<Record<string, string>>;
  /** Links below the scenario's folder: name → where it leads. */
  readonly links?: Readonly<Record<string, string>>;
  /** Pipes, which have no end. */
  readonly pipes?: readonly string[];
  readonly flags?: readonly string[];
  /** The code that refuses it before anything runs; `runs` when it breaks its own stack at most. */
  readonly becomes: `GD-${string}` | "runs";
  /** Refused only once the stack comes up, so that reading it says nothing. */
  readonly late?: true;
}

const first = "apiVersion: gameday/v1\nkind: Test\nid: innocent\ntitle: An innocent looking Test\n";
const shop = "  www: { kind: service, program: shop/control-room }";
const gate =
  "load:\n  journeys: { read: { to: www, steps: [{ get: /health }] } }\n  flows: { web: { journey: read, rate: 60/s } }\nslis: { www: { counts: [web], objective: 90 } }\nbaseline: { for: 2s }\nmustHold: { for: 4s }\nhold: 4s\n";
const freeze = "faults: { freeze: { fault: pause, target: www, for: 100ms } }\n";

/** A small Test whose parts can be replaced or added to. */
export function scenario({
  head = first,
  stack = shop,
  load = gate,
  faults = freeze,
  more = "",
}: {
  readonly head?: string;
  readonly stack?: string;
  readonly load?: string;
  readonly faults?: string;
  readonly more?: string;
}): Readonly<Record<string, string>> {
  return { "innocent.yaml": `${head}stack:\n${stack}\n${load}${faults}${more}` };
}

/** The same with a database that nothing needs. */
export function database(
  fields: string,
  more: { readonly load?: string; readonly faults?: string; readonly more?: string } = {},
): Readonly<Record<string, string>> {
  return scenario({ stack: `  db: { kind: mysql${fields} }\n${shop}`, ...more });
}

export { freeze, gate, shop };
