import { z } from "zod";
import { part, type Fault } from "./fault.ts";

const params = z.strictObject({
  /** One of the database's accounts in the scenario. */
  as: z.string(),
  /**
   * Run one after the other in each session, which then stays open; the last may wait for as long
   * as it likes.
   */
  statements: z.array(z.string()).default(["SELECT 1"]),
  sessions: z.int().min(1).max(1_000).default(1),
  /**
   * Sessions that end are opened again, checked this often: a service that reconnects (default:
   * they stay ended).
   */
  againMs: z.int().min(50).optional(),
});

/**
 * Holds sessions on a database: a forgotten transaction, a migration that waits, a service that
 * leaks connections.
 */
export const dbSessions: Fault<z.output<typeof params>> = {
  name: "db-sessions",
  doc: "Holds sessions on a database, as a forgotten transaction, a waiting migration or a connection leak does.",
  target: "component",
  needs: ["mysql"],
  params,
  mark: { label: "sessions held", color: "#CC79A7" },
  undo: ({ id, target }) => ({ do: "end-sessions", target, sessions: id }),
  apply: (world, { id, target, with: { as, statements, sessions: count, againMs } }) =>
    part(world, "sessions").open(id, { target, as, statements, count, againMs }),
  verify: async (world, { id, target }) => {
    const { count, doing } = await part(world, "sessions").look(id);
    return {
      ok: count > 0,
      evidence:
        count === 0
          ? `no session of "${id}" on ${target}`
          : `${count} ${count === 1 ? "session" : "sessions"} of "${id}" on ${target}, ${doing}`,
    };
  },
};
