/** One line of `gameday doctor`. */
export interface Check {
  readonly name: string;
  /** `missing`: optional, and not installed. */
  readonly state: "ok" | "missing" | "warn" | "fail";
  /** In a few words, for its one line. */
  readonly brief: string;
  /** With paths, reasons and figures. */
  readonly detail: string;
  /** What to type or change. */
  readonly fix?: string;
}
