/** What monitoring says. */
export interface AlertEvents {
  "alert.fired": { alert: string; text: string; page: string; copy: number };
  "alert.cleared": { alert: string };
  "page.sent": { to: string; text: string };
  /** `to`: the role that was paged. */
  "page.acked": { to: string };
}
