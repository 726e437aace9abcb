/** What monitoring says. */
export interface AlertEvents {
  /** `service`: whose alert it is. Journals of before have one line for each further `copy`. */
  "alert.fired": { alert: string; text: string; page: string; copy: number; service?: string };
  /** What else fired for a service in the same moment: how often, by alert. */
  "alert.grouped": { service: string; counts: Readonly<Record<string, number>> };
  /** `into`: the incident that it belongs to. */
  "alert.acked": { group: string; alerts: readonly string[]; into?: string };
  /** Until `untilEx`, exercise milliseconds. */
  "alert.silenced": { group: string; untilEx: number };
  "alert.cleared": { alert: string };
  /**
   * `to`: a role, of one service if it is given, or a person. `person`: whom it reached. `step`: how
   * far down the profile's steps, 0 when it is missing.
   */
  "page.sent": { to: string; text: string; service?: string; person?: string; step?: number };
  /** `person`: who was asked by name and answered. */
  "page.acked": { to: string; service?: string; person?: string };
}
