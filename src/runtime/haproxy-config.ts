/** An HAProxy's configuration file, the same for every adapter. */
import type { ComponentSpec, Endpoint, HaproxySpec } from "./runtime.ts";

/** Where its own page is; `;csv` behind it gives the same for programs. */
export const statisticsPath = "/haproxy";

/**
 * The whole file. It listens at `bind`, which HAProxy reads out of its environment when it is written `"$NAME"`. GET /health
 * is answered with 200 as long as every route has a server left.
 */
export function haproxyConfig(spec: Pick<ComponentSpec, "needs">, haproxy: HaproxySpec, bind: string): string {
  const { routes, check, timeouts, retries, retryLate, maxPerServer } = haproxy;
  const backends = [...new Set(routes.map(({ to }) => to))];
  return [
    "global",
    "  nbthread 1",
    "  maxconn 4000",
    "  log stdout format raw local0",
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
    ...routes.toSorted((a, b) => b.prefix.length - a.prefix.length).map(({ prefix, to }) => `  use_backend ${to} if { path_beg ${prefix} }`),
    "  stats enable",
    `  stats uri ${statisticsPath}`,
    "  stats refresh 5s",
    "  stats admin if TRUE",
    ...backends.flatMap((to) => backend(to, spec.needs[to] ?? [], check, maxPerServer)),
    "",
  ].join("\n");
}

function backend(name: string, servers: readonly Endpoint[], { path, every, fall, rise }: HaproxySpec["check"], max: number | undefined): readonly string[] {
  return [
    `backend ${name}`,
    "  balance roundrobin",
    `  option httpchk GET ${path}`,
    `  default-server check inter ${every}ms fall ${fall} rise ${rise}${max === undefined ? "" : ` maxconn ${max}`}`,
    ...servers.map(({ host, port }, index) => `  server ${name}-${index + 1} ${host}:${port}`),
  ];
}
