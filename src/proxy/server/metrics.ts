import type { Direction } from "../toxic-attributes.ts";
import type { Faults } from "./faults.ts";
import type { Flow } from "./lane.ts";

/** What distinguishes one counter from another. */
export interface MetricLabels {
  readonly direction: Direction;
  readonly proxy: string;
  readonly listener: string;
  readonly upstream: string;
}

/** Bytes per proxy and direction, counted while they pass, in Prometheus's text form. */
export class Metrics {
  readonly #counters = new Map<string, Flow>();

  /** The counters of one direction of one proxy. The caller adds to them in place. */
  flow({ direction, listener, proxy, upstream }: MetricLabels): Flow {
    const key = `direction="${direction}",listener="${escapeLabel(listener)}",proxy="${escapeLabel(proxy)}",upstream="${escapeLabel(upstream)}"`;
    const known = this.#counters.get(key) ?? { received: 0, sent: 0 };
    this.#counters.set(key, known);
    return known;
  }

  /** The whole page of `/metrics`. */
  text(): string {
    const lines = [];
    const sorted = [...this.#counters].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const kind of ["received", "sent"] as const) {
      const name = `toxiproxy_proxy_${kind}_bytes_total`;
      if (sorted.length > 0) lines.push(`# HELP ${name} `, `# TYPE ${name} counter`);
      for (const [labels, flow] of sorted)
        lines.push(`${name}{${labels}} ${floatText(flow[kind])}`);
    }
    return lines.map((line) => `${line}\n`).join("");
  }
}

/** Our own errors that were caught, as a counter. */
export function faultText(faults: Faults): string {
  const name = "gameday_proxy_caught_errors_total";
  const lines = Object.entries(faults.counts()).map(
    ([where, count]) => `${name}{where="${where}"} ${count}\n`,
  );
  return `# HELP ${name} Internal errors, each of which ended one request or one connection.\n# TYPE ${name} counter\n${lines.join("")}`;
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

/**
 * Prometheus prints counters as Go floats, which take the exponent form from a million on, with two
 * digits.
 */
function floatText(value: number): string {
  return value < 1e6 ? String(value) : value.toExponential().replace(/e\+(\d)$/, "e+0$1");
}
