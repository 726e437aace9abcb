/**
 * The kinds of components. A new kind is one file here and two lines below: its fields, and what
 * else is known of it. What it has of `needs`, `replicas` and `health` is found by field
 * (`scenario/component.ts`), not by kind.
 */
import { z } from "zod";
import { container, containerComponent } from "./container.ts";
import { haproxy, haproxyComponent } from "./haproxy.ts";
import type { Kind } from "./kind.ts";
import { mysql, mysqlComponent } from "./mysql.ts";
import { postgres, postgresComponent } from "./postgres.ts";
import { redis, redisComponent } from "./redis.ts";
import { service, serviceComponent } from "./service.ts";

export const component = z.discriminatedUnion("kind", [
  mysqlComponent,
  postgresComponent,
  redisComponent,
  haproxyComponent,
  serviceComponent,
  containerComponent,
]);
export type Component = z.output<typeof component>;

const all: { readonly [K in Component["kind"]]: Kind<Extract<Component, { kind: K }>> } = {
  mysql,
  postgres,
  redis,
  haproxy,
  service,
  container,
};

const names = Object.keys(all) as readonly Component["kind"][];

export const kinds: readonly string[] = names;

/** What is known of a kind. */
export function kindNamed(kind: Component["kind"]): Pick<Kind<never>, "store" | "http" | "image"> {
  return all[kind];
}

/** What is known of a component by its kind. */
export function kindOf<C extends Component>(component: C): KindOf {
  const { label, line = label, accounts, ...rest } = all[component.kind] as Kind<C>;
  return {
    ...rest,
    label: label(component),
    line: line(component),
    accounts: accounts?.(component) ?? [],
  };
}

export interface KindOf extends Pick<Kind<never>, "store" | "http" | "image"> {
  readonly label: string;
  readonly line: string;
  readonly accounts: readonly string[];
}

/** The kinds that fit a place: one kind by name, or `service` for all that answer HTTP. */
export function kindsFor(place: "mysql" | "service"): readonly string[] {
  return place === "service" ? names.filter((kind) => kindNamed(kind).http) : [place];
}
