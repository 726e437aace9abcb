import { z } from "zod";
import type { Kind } from "./kind.ts";
import { duration, name, path, text } from "../basics.ts";
import { shared } from "./shared.ts";

const containerName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, "must be a container name as shown by docker ps");
const serviceName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, "must be a service name from the compose file");
const projectName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*$/, "must be a compose project name as shown by docker compose ls");

/** Its port speaks TLS. */
const tls = z.strictObject({
  /**
   * A file beside the scenario: certificates, in PEM, of the authority that signed its own. The
   * system's authorities when not given.
   */
  ca: text.optional(),
  /**
   * The name that it is asked for by, and that its certificate has. Without one, its certificate
   * must be for the address where it is reached.
   */
  servername: z
    .string()
    .regex(
      /^(?=.*[a-zA-Z])[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*$/,
      "must be a host name such as shop.test",
    )
    .max(253)
    .optional(),
  /** Whatever its certificate is. */
  insecure: z.boolean().default(false),
});

/**
 * A container of the user's own, which is there before the drill and stays after it. Touched only
 * where the user confirms it, `--allow-target`.
 */
export const containerComponent = z.strictObject({
  kind: z.literal("container"),
  ...shared,
  /** By its name; or */
  container: containerName.optional(),
  /** by its service in a compose project. */
  compose: z.strictObject({ project: projectName, service: serviceName }).optional(),
  /** How many of a service's containers this is about. */
  replicas: z.int().min(1).max(9).default(1),
  /**
   * Components that it cannot do without, as far as you know. Nothing is started for it: it says
   * which faults users may notice.
   */
  needs: z.array(name).optional(),
  /**
   * The port inside of it that load and probes reach, through the one that it publishes on this
   * machine.
   */
  port: z.int().min(1).max(65_535).optional(),
  /** Load, probes and its health check ask by https. */
  tls: tls.optional(),
  /** What users may open from outside, shown in the live view. */
  front: text.optional(),
  /**
   * Healthy when its own health check says so; without one, when its port takes connections; with a
   * path, when that answers.
   */
  health: z.strictObject({ path: path.optional(), within: duration.prefault("30s") }).prefault({}),
});
export type ContainerComponent = z.output<typeof containerComponent>;

export const container: Kind<z.output<typeof containerComponent>> = {
  label: () => "a container of yours",
  line: ({ container: own, compose }) =>
    compose === undefined
      ? `your own container ${own ?? ""}`
      : `your own service ${compose.service} of the compose project ${compose.project}`,
  store: false,
  http: true,
  image: "none",
};
