/** What kind of thing was changed. `request`: a changing request that names nothing closer. */
export type ChangeOf =
  | "power"
  | "configuration"
  | "route"
  | "limit"
  | "account"
  | "variable"
  | "schema"
  | "session"
  | "request"
  | "file";

/**
 * How a change came to be known: a component reported it (`door`), it was a statement (`sql`) or a
 * tool of ours (`tool`), the runtime saw it (`runtime`), or a fact of the stack is not what it was
 * (`facts`).
 */
export type ChangeSource = "door" | "sql" | "tool" | "runtime" | "facts";

/** A change of the stack that the engine did not make. */
export interface Change {
  /** What was changed: a component (`api`, `db`, `api/1`), or a link. */
  readonly target: string;
  /** The component whose door it was, where that is another one. */
  readonly via?: string;
  readonly what: ChangeOf;
  /** In words: `customer 9007`, `variable max_connections`. */
  readonly fact: string;
  /** Null when it is not known, or was not there. */
  readonly before: string | number | boolean | null;
  readonly after: string | number | boolean | null;
  readonly source: ChangeSource;
  /** A program of the system did it, not people. */
  readonly automatic?: true;
  /**
   * If the time is unknown: it had not happened at this exercise millisecond, so the change
   * lies between this and the event's `at`.
   */
  readonly since?: number;
}
