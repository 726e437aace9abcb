/** An HAProxy's configuration file, the same for every adapter. */
import type { ComponentSpec, Endpoint, HaproxySpec } from "./runtime.ts";

/** Where its own page is; `;csv` behind it gives the same for programs. */
export const statisticsPath = "/haproxy";

/** How HAProxy reaches its surroundings. */
export interface HaproxyPlace {
  /** Where it listens; read out of its environment when it is written `"$NAME"`. */
  readonly bind: string;
  /**
   * HOST:PORT of the name server that knows the servers, where they have names and not addresses.
   */
  readonly nameServer?: string;
}

/** The whole file. GET /health returns 200 as long as every route has a server left. */
export function haproxyConfig(
  spec: Pick<ComponentSpec, "needs">,
  haproxy: HaproxySpec,
  { bind, nameServer }: HaproxyPlace,
): string {
  const { routes, check, timeouts, retries, retryLate, maxPerServer } = haproxy;
  const backends = [...new Set(routes.map(({ to }) => to))];
  return [
    "global",
    "  nbthread 1",
    "  maxconn 4000",
    "  log stdout format raw local0",
    ...(nameServer === undefined ? [] : resolvers(nameServer)),
    "defaults",
    "  mode http",
    "  log global",
    "  option httplog",
    // A port scan of ours, and a health check from outside, are no news.
    "  option dontlognull",
    `  retries ${retries}`,
    "  option redispatch 1",
    ...(retryLate ? ["  retry-on conn-failure empty-response response-timeout"] : []),
    "  timeout client 60s",
    "  timeout http-keep-alive 120s",
    `  timeout connect ${timeouts.connect}ms`,
    `  timeout server ${timeouts.server}ms`,
    `  timeout queue ${timeouts.queue}ms`,
    `  timeout check ${check.within}ms`,
    "frontend in",
    `  bind ${bind}`,
    "  monitor-uri /health",
    ...backends.map((to) => `  monitor fail if { nbsrv(${to}) lt 1 }`),
    ...routes
      .toSorted((a, b) => b.prefix.length - a.prefix.length)
      .map(({ prefix, to }) => `  use_backend ${to} if { path_beg ${prefix} }`),
    "  stats enable",
    `  stats uri ${statisticsPath}`,
    "  stats refresh 5s",
    "  stats admin if TRUE",
    ...backends.flatMap((to) =>
      backend(to, spec.needs[to] ?? [], {
        check,
        max: maxPerServer,
        named: nameServer !== undefined,
      }),
    ),
    "",
  ].join("\n");
}

/**
 * A name is unknown while its container is away: a server keeps its last address until the name is
 * back, and one that never had any waits without.
 */
function resolvers(nameServer: string): readonly string[] {
  return [
    "resolvers names",
    `  nameserver names ${nameServer}`,
    "  hold valid 1s",
    ...["nx", "other", "refused", "timeout"].map((answer) => `  hold ${answer} 24h`),
  ];
}

interface Servers {
  readonly check: HaproxySpec["check"];
  readonly max: number | undefined;
  readonly named: boolean;
}

function backend(
  name: string,
  servers: readonly Endpoint[],
  { check: { path, every, fall, rise }, max, named }: Servers,
): readonly string[] {
  return [
    `backend ${name}`,
    "  balance roundrobin",
    `  option httpchk GET ${path}`,
    `  default-server check inter ${every}ms fall ${fall} rise ${rise}${max === undefined ? "" : ` maxconn ${max}`}${named ? " resolvers names init-addr libc,none" : ""}`,
    ...servers.map(({ host, port }, index) => `  server ${name}-${index + 1} ${host}:${port}`),
  ];
}
