import type { GamedayEvent } from "../event/event.ts";

/** A component as it ran: its server, program or image, and how often it had to start. */
export interface ComponentRecord {
  readonly component: string;
  /** As the runtime reported it at the first start: `MySQL 9.7.0 (mysql:9.7)`. */
  readonly what: string;
  readonly address: string;
  readonly starts: number;
}

/** Collects what ran, in the order in which it came up. */
export function componentRecords(): {
  take(event: GamedayEvent): void;
  done(): readonly ComponentRecord[];
} {
  const records = new Map<string, { what: string; address: string; starts: number }>();
  return {
    take: (event) => {
      if (event.type !== "component.state" || event.data.state !== "running") return;
      const { component, detail = "", address, port } = event.data;
      const known = records.get(component);
      if (known !== undefined) known.starts += 1;
      else
        records.set(component, {
          what: detail,
          address: address === undefined ? "" : `${address}${port === undefined ? "" : `:${port}`}`,
          starts: 1,
        });
    },
    done: () => [...records].map(([component, record]) => ({ component, ...record })),
  };
}
