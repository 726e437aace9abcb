import type { EventData, GamedayEvent } from "../event/event.ts";

/** One firing of an alert, with all its copies. Exercise milliseconds. */
export interface AlertRecord {
  readonly alert: string;
  readonly text: string;
  readonly page: string;
  readonly firedMs: number;
  readonly clearedMs: number | null;
  readonly copies: number;
}

export interface PageRecord {
  readonly to: string;
  readonly service?: string;
  readonly person?: string;
  readonly step?: number;
  readonly text: string;
  readonly atMs: number;
  readonly ackedMs: number | null;
  /** A bot that stands in for a role answers as fast as it is built to. */
  readonly ackedBy: "responder" | "bot" | null;
}

const isSame = (
  page: Pick<PageRecord, "to" | "service">,
  acked: EventData["page.acked"],
): boolean => page.to === acked.to && page.service === acked.service;

const most = 1_000;

/** Collects alerts and pages; after a thousand of either the rest is only counted by `omitted`. */
export function alertRecords(): {
  take(event: GamedayEvent): void;
  done(): { alerts: AlertRecord[]; pages: PageRecord[]; omitted: number };
} {
  const alerts: { -readonly [K in keyof AlertRecord]: AlertRecord[K] }[] = [];
  const pages: { -readonly [K in keyof PageRecord]: PageRecord[K] }[] = [];
  let omitted = 0;
  const keep = <T>(list: T[], item: T): void => {
    if (list.length < most) list.push(item);
    else omitted += 1;
  };
  const open = (alert: string): (typeof alerts)[number] | undefined =>
    alerts.findLast((one) => one.alert === alert && one.clearedMs === null);
  const take = (event: GamedayEvent): void => {
    if (event.type === "alert.fired") {
      const { alert, text, page, copy } = event.data;
      const firing = open(alert);
      if (firing === undefined)
        keep(alerts, { alert, text, page, firedMs: event.at, clearedMs: null, copies: 1 });
      else firing.copies = Math.max(firing.copies, copy);
    }
    if (event.type === "alert.grouped")
      for (const [alert, count] of Object.entries(event.data.counts)) {
        const firing = open(alert);
        if (firing !== undefined) firing.copies += count;
      }
    if (event.type === "alert.cleared") {
      const firing = open(event.data.alert);
      if (firing !== undefined) firing.clearedMs = event.at;
    }
    if (event.type === "page.sent")
      keep(pages, { ...event.data, atMs: event.at, ackedMs: null, ackedBy: null });
    if (event.type === "page.acked")
      for (const page of pages)
        if (page.ackedMs === null && isSame(page, event.data)) {
          page.ackedMs = event.at;
          page.ackedBy = event.by.kind === "bot" ? "bot" : "responder";
        }
  };
  return { take, done: () => ({ alerts, pages, omitted }) };
}
