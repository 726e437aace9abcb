import type { Scenario } from "./schema.ts";

/** A part of a drill that is a container of an image, where its stack is containers. */
export type PartOnImage = keyof NonNullable<Scenario["images"]>;

/** The images that a stack runs on; k6 stands beside it, and may. */
export function imageParts({
  stack,
  links,
}: Pick<Scenario, "stack" | "links">): readonly Exclude<PartOnImage, "k6">[] {
  const parts = Object.values(stack)
    .map(({ kind }) => (kind === "service" ? "app" : kind))
    .filter((part) => part !== "container");
  return [
    ...new Set([...parts, ...(Object.keys(links).length === 0 ? [] : ["toxiproxy" as const])]),
  ];
}
