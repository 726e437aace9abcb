import type { Catalog } from "./catalog.ts";
import { kinds, kindsFor } from "./schema/component/index.ts";
import { isMap } from "./merge.ts";
import { valueAt } from "./schema-walk.ts";

/** Stands for the names of a part that cannot be read at all: anything may be one of them. */
export const anything: readonly string[] = [];

/**
 * The names that a file gives, right or wrong: a reference to a broken entry is not one more
 * mistake.
 */
export class Names {
  private readonly raw: unknown;
  private readonly catalog: Catalog;

  constructor(raw: unknown, catalog: Catalog) {
    this.raw = raw;
    this.catalog = catalog;
  }

  keys(...path: readonly string[]): readonly string[] {
    let here = this.raw;
    for (const segment of path) {
      if (!isMap(here)) return anything;
      if (!Object.hasOwn(here, segment)) return [];
      here = valueAt(here, [segment]);
    }
    return isMap(here) ? Object.keys(here) : anything;
  }

  components(kind?: "mysql" | "service"): readonly string[] {
    const names = this.keys("stack");
    if (names === anything) return anything;
    return names.filter((name) => {
      const its = String(valueAt(this.raw, ["stack", name, "kind"]));
      // A kind that is not known may be a mistyped form of the one that is asked for.
      return kind === undefined || !kinds.includes(its) || kindsFor(kind).includes(its);
    });
  }

  /** `db`, `api`, and `api/1`, `api/2` where there are several. */
  instances(): readonly string[] {
    const names = this.components();
    if (names === anything) return anything;
    return names.flatMap((name) => {
      const replicas = valueAt(this.raw, ["stack", name, "replicas"]);
      return typeof replicas === "number" && replicas > 1 && replicas < 10
        ? [name, ...Array.from({ length: replicas }, (_, index) => `${name}/${index + 1}`)]
        : [name, `${name}/1`];
    });
  }

  /** Flows of the load, and those that faults add to it under their own names. */
  flows(): readonly string[] {
    const [flows, faults] = [this.keys("load", "flows"), this.keys("faults")];
    if (flows === anything || faults === anything) return anything;
    // An unknown fault may have been meant to be one of those.
    return [
      ...flows,
      ...faults.filter(
        (name) =>
          (this.catalog.faults.get(String(valueAt(this.raw, ["faults", name, "fault"])))?.target ??
            "load") === "load",
      ),
    ];
  }

  cohorts(): readonly string[] {
    return valueAt(this.raw, ["load", "cohorts"]) === undefined
      ? ["everyone"]
      : this.keys("load", "cohorts");
  }
}
