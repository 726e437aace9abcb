/**
 * The kinds of components. A new kind is one file here and one line below; what it has of `needs`,
 * `replicas` and `health` the rest of the house finds by field (`scenario/component.ts`), not by
 * kind.
 */
import { z } from "zod";
import { containerComponent } from "./container.ts";
import { haproxyComponent } from "./haproxy.ts";
import { mysqlComponent } from "./mysql.ts";
import { redisComponent } from "./redis.ts";
import { serviceComponent } from "./service.ts";

export const component = z.discriminatedUnion("kind", [
  mysqlComponent,
  redisComponent,
  haproxyComponent,
  serviceComponent,
  containerComponent,
]);
export const kinds: readonly string[] = component.options.map((option) => option.shape.kind.value);

/** Kinds that do not speak HTTP: no journey leads to them. */
const mute: readonly string[] = ["mysql", "redis"];

/** The kinds that fit a place: one kind by name, or `service` for all that answer HTTP. */
export function kindsFor(place: "mysql" | "service"): readonly string[] {
  return place === "service" ? kinds.filter((kind) => !mute.includes(kind)) : [place];
}

export type Component = z.output<typeof component>;
