/** The list of probes. A new probe is one file here and one line below. */
import { component } from "./component.ts";
import { dns } from "./dns.ts";
import { haproxy } from "./haproxy.ts";
import { host } from "./host.ts";
import { http } from "./http.ts";
import { ledger } from "./ledger.ts";
import { logCount } from "./log-count.ts";
import { mysqlQuery } from "./mysql-query.ts";
import { mysqlStatus } from "./mysql-status.ts";
import type { Probe } from "./probe.ts";
import { replication } from "./replication.ts";
import { tcp } from "./tcp.ts";

/**
 * Closes over a probe's parameter type: arguments from a plan are read by the probe's own schema at
 * the door.
 */
function listed<P>(probe: Probe<P>): Probe<unknown> {
  const { conclude } = probe;
  return {
    ...probe,
    params: probe.params,
    open: (world, target, params) => probe.open(world, target, probe.params.parse(params)),
    ...(conclude === undefined
      ? {}
      : {
          conclude: (world, target, params) => conclude(world, target, probe.params.parse(params)),
        }),
  };
}

export const probes: ReadonlyMap<string, Probe<unknown>> = new Map(
  [
    listed(component),
    listed(dns),
    listed(haproxy),
    listed(host),
    listed(http),
    listed(ledger),
    listed(logCount),
    listed(mysqlQuery),
    listed(mysqlStatus),
    listed(replication),
    listed(tcp),
  ].map((probe) => [probe.name, probe]),
);
