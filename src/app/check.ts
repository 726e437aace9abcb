/** One line of `gameday doctor`. */
export interface Check {
  readonly name: string;
  readonly state: "ok" | "warn" | "fail";
  readonly detail: string;
  /** What to type or change. */
  readonly fix?: string;
}
