/**
 * The organisation file, `gameday/org.yaml`: one schema from which come the types, the checks, the
 * defaults and the published JSON Schema. A file that extends a preset is merged over it by key
 * first, so that here everything is complete. Its parts are in `schema/`, by topic.
 */
import { z } from "zod";
import { name, text } from "../scenario/schema/basics.ts";
import { cost, person, service } from "./schema/company.ts";
import { messages, paging } from "./schema/messages.ts";
import { onCall, practices, rights, role, scoring, timers, types } from "./schema/process.ts";
import { send } from "./schema/notify.ts";
import { rotations } from "./schema/rotation.ts";
import { severities } from "./schema/severity.ts";

export const organisationSchema = z.strictObject({
  apiVersion: z.literal("gameday/v1"),
  kind: z.literal("Organisation"),
  id: name,
  title: text,
  /** A preset; everything here is laid over it, and `null` removes something. */
  extends: name.optional(),
  severities,
  /** The severity of a SEV that is declared without one. */
  startSeverity: z.int().min(0).max(99),
  types,
  roles: z.record(name, role),
  onCall,
  rights,
  timers,
  practices,
  paging,
  messages,
  scoring,
  services: z.record(name, service).default({}),
  people: z.record(name, person).default({}),
  /** Who is on call for what, and when. */
  rotations: rotations.default({}),
  /** Who reads what is sent to a name that a severity notifies. */
  notify: z.record(z.string(), z.array(text)).default({}),
  /** Where texts go for real, with `--notify`. */
  send,
  cost: cost.optional(),
});

export type OrganisationFile = z.output<typeof organisationSchema>;
