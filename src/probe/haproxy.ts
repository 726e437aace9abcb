import { z } from "zod";
import { ask } from "./ask.ts";
import type { Probe } from "./probe.ts";

const params = z.strictObject({
  backend: z.string(),
  server: z.string().optional().meta({
    description: "one server, `www-eu-2`; how many of the backend's are up when not given",
  }),
  field: z
    .string()
    .default("status")
    .meta({ description: "with `server`: a column of HAProxy's statistics" }),
});

/** What a balancer thinks of its servers. */
export const haproxy: Probe<z.output<typeof params>> = {
  name: "haproxy",
  doc: "HAProxy's statistics: the number of servers of a backend that are up, or a column (status, qcur, scur, …) of one of them.",
  params,
  target: "component",
  open: (world, target, { backend, server, field }) => ({
    read: async () => {
      const { body } = await ask(world, target, "/haproxy;csv");
      const rows = table(body).filter((row) => row["pxname"] === backend);
      if (server === undefined)
        return rows.filter(
          (row) =>
            row["svname"] !== "BACKEND" &&
            row["svname"] !== "FRONTEND" &&
            row["status"]?.startsWith("UP") === true,
        ).length;
      const value = rows.find((row) => row["svname"] === server)?.[field];
      if (value === undefined)
        throw new Error(`${target} has no server "${server}" of "${backend}", or no${field}"`);
      return value !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
    },
    close: async () => {},
  }),
};

/**
 * What people ask of each server, by `server <backend>/<server>`: ready, drain or maint. What its
 * health checks make of it is not theirs.
 */
export function serverStates(csv: string): Readonly<Record<string, string>> {
  const servers = table(csv).filter(
    ({ svname }) => svname !== undefined && svname !== "BACKEND" && svname !== "FRONTEND",
  );
  return Object.fromEntries(
    servers.map(({ pxname, svname, status = "" }) => [
      `server ${pxname}/${svname}`,
      stateOf(status),
    ]),
  );
}

function stateOf(status: string): "maint" | "drain" | "ready" {
  if (status.startsWith("MAINT")) return "maint";
  return status.startsWith("DRAIN") ? "drain" : "ready";
}

/** Comma-separated values without quotes, under a line of names that begins with `# `. */
function table(csv: string): readonly Readonly<Record<string, string>>[] {
  const [head = "", ...lines] = csv.trim().split("\n");
  const names = head.replace(/^# /, "").split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""]));
  });
}
