/** The kinds of components that can be containers. A new kind is one file here and one line below. */
import type { ComponentSpec } from "../../runtime.ts";
import type { PlanKind } from "../container-plan.ts";
import { haproxy } from "./haproxy.ts";
import { mysql } from "./mysql.ts";
import { postgres } from "./postgres.ts";
import { redis } from "./redis.ts";
import { service } from "./service.ts";

export const dockerKinds: Readonly<Record<Exclude<ComponentSpec["kind"], "container">, PlanKind>> =
  {
    mysql,
    postgres,
    redis,
    haproxy,
    service,
  };
