import type { Catalog } from "./catalog.ts";
import { valueAt } from "./schema-walk.ts";

/** The names that a file gives, right or wrong: a reference to a broken entry is not one more mistake. */
export class Names {
  private readonly raw: unknown;
  private readonly catalog: Catalog;

  constructor(raw: unknown, catalog: Catalog) {
    this.raw = raw;
    this.catalog = catalog;
  }

  keys(...path: readonly string[]): readonly string[] {
    const value = valueAt(this.raw, path);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  }

  components(kind?: "mysql" | "service"): readonly string[] {
    return this.keys("stack").filter((name) => kind === undefined || (valueAt(this.raw, ["stack", name, "kind"]) ?? kind) === kind);
  }

  /** `db`, `api`, and `api/1`, `api/2` where there are several. */
  instances(): readonly string[] {
    return this.components().flatMap((name) => {
      const replicas = valueAt(this.raw, ["stack", name, "replicas"]);
      return typeof replicas === "number" && replicas > 1 && replicas < 10 ? [name, ...Array.from({ length: replicas }, (_, index) => `${name}/${index + 1}`)] : [name, `${name}/1`];
    });
  }

  /** Flows of the load, and those that faults add to it under their own names. */
  flows(): readonly string[] {
    return [...this.keys("load", "flows"), ...this.keys("faults").filter((name) => this.catalog.faults.get(String(valueAt(this.raw, ["faults", name, "fault"])))?.target !== "component")];
  }

  cohorts(): readonly string[] {
    return valueAt(this.raw, ["load", "cohorts"]) === undefined ? ["everyone"] : this.keys("load", "cohorts");
  }
}
