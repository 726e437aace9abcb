import { faults } from "../../src/fault/index.ts";
import { probes } from "../../src/probe/index.ts";
import type { Catalog } from "../../src/scenario/catalog.ts";

/** The real faults and probes, introduced to the scenario room as `app/` does it. */
export const catalog: Catalog = { faults, probes, profiles: ["gremlin", "bigeye", "pagerduty", "atlassian"] };
