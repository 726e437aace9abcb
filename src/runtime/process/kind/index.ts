/** The kinds of components that can be processes. A new kind is one file here and one line below. */
import type { ComponentSpec } from "../../runtime.ts";
import type { MakeKind } from "../component.ts";
import { haproxy } from "./haproxy.ts";
import { mysql } from "./mysql.ts";
import { postgres } from "./postgres.ts";
import { redis } from "./redis.ts";
import { service } from "./service.ts";

export const processKinds: Readonly<Record<Exclude<ComponentSpec["kind"], "container">, MakeKind>> =
  {
    mysql,
    postgres,
    redis,
    haproxy,
    service,
  };
