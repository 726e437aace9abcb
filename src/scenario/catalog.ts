/**
 * What a scenario may use, as far as checking it needs to know. `fault/index.ts`, `probe/index.ts`
 * and the profiles happen to fit; `app/` introduces them, so that a scenario is checked without
 * knowing how anything is done.
 */
import type { z } from "zod";

export interface CatalogFault {
  readonly doc: string;
  readonly target: "component" | "group" | "load" | "link" | "links";
  /** Capabilities that the runtime must have. */
  readonly needs: readonly string[];
  readonly params: z.ZodType<unknown>;
  /**
   * Why the fault cannot have a visible effect with these parameters; undefined when it can.
   * `forMs`: how long it acts at most. `requests`: how many users make meanwhile.
   */
  harmless?(
    parameters: unknown,
    exposure: { readonly forMs: number; readonly requests: number | undefined },
  ): { readonly parameter: string; readonly message: string; readonly hint?: string } | undefined;
}

export interface CatalogProbe {
  readonly doc: string;
  readonly target: "component" | "mysql" | "none";
  readonly params: z.ZodType<unknown>;
}

/** Files that a scenario names: those beside it, and those that come with Gameday. */
export interface CatalogFiles {
  /**
   * Programs that come with Gameday, and what they cannot start without: components of these names,
   * or `one` of any name.
   */
  readonly programs: ReadonlyMap<string, readonly string[] | "one">;
  /**
   * Whether the file is there, or where it is not: a link may lead out of the scenario's folder.
   * `unfit` says why one that is there is of no use.
   */
  look(
    kind: "program" | "sql" | "script" | "ca",
    file: string,
  ):
    | "there"
    | "missing"
    | "elsewhere"
    | { readonly unfit: string; readonly hint: string | undefined };
}

/** Everything that scenario files refer to by name and that is not in them. */
export interface Catalog {
  readonly faults: ReadonlyMap<string, CatalogFault>;
  readonly probes: ReadonlyMap<string, CatalogProbe>;
  readonly profiles: readonly string[];
  /** Why a scenario may not set this of a server of that kind; undefined when it may. */
  refusedSetting(
    kind: "mysql" | "postgres" | "redis",
    name: string,
    value: string | number | boolean,
  ): { readonly message: string; readonly hint: string } | undefined;
  /** Undefined when only the text is checked: then no one checks that the files exist. */
  readonly files?: CatalogFiles;
}
