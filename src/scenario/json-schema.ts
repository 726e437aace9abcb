import { z } from "zod";
import { scenarioSchema } from "./schema.ts";

/** The JSON Schema (draft 2020-12) of a scenario file as people write it: durations are text. Editors complete and check with it. */
export function toJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(scenarioSchema, { io: "input", target: "draft-2020-12" });
  return { $schema, $id: "gameday/v1/scenario.schema.json", title: "Gameday scenario, apiVersion gameday/v1", ...schema };
}
