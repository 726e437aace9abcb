/** What monitoring says. */
export interface AlertEvents {
  "alert.fired": { alert: string; text: string; page: string; copy: number };
  "alert.cleared": { alert: string };
  /**
   * `to`: a role, of one service if it is given, or a person. `person`: whom it reached. `step`: how
   * far down the profile's steps, 0 when it is missing.
   */
  "page.sent": { to: string; text: string; service?: string; person?: string; step?: number };
  /** `person`: who was asked by name and answered. */
  "page.acked": { to: string; service?: string; person?: string };
}
