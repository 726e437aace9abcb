import { kindNamed } from "./schema/component/index.ts";
import type { Scenario } from "./schema.ts";

/** A part of a drill that is a container of an image, where its stack is containers. */
export type PartOnImage = keyof NonNullable<Scenario["images"]>;

/** The images that a stack runs on. k6 is not part of the stack and may have one too. */
export function imageParts({
  stack,
  links,
}: Pick<Scenario, "stack" | "links">): readonly Exclude<PartOnImage, "k6">[] {
  const parts = Object.values(stack).flatMap(({ kind }) => {
    if (kind === "container") return [];
    return kind === "service" || kindNamed(kind).image === "app" ? "app" : kind;
  });
  return [
    ...new Set([...parts, ...(Object.keys(links).length === 0 ? [] : ["toxiproxy" as const])]),
  ];
}
