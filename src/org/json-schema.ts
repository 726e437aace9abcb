/**
 * The JSON Schema (draft 2020-12) of organisation files as people write them. In a file that
 * extends a preset nothing else is required, and an entry may be `null`, which removes it.
 */
import { z } from "zod";
import { loosened } from "../scenario/json-schema.ts";
import { presetNames } from "./preset-names.ts";
import { organisationSchema } from "./schema.ts";

type Json = Readonly<Record<string, unknown>>;

const sentences: Readonly<Record<string, string>> = {
  id: "The organisation's name in runs and reports, kebab-case.",
  extends: "A preset that this file is laid over, key by key; null removes an entry.",
  severities: "By the number that people say; the smaller number is the worse.",
  startSeverity: "The severity of a SEV that is declared without one.",
  types: "What the type of a SEV changes in how it is run.",
  roles: "The roles of an incident, by id, with their title and duties.",
  onCall: "The roles in which the people on call and the bots of a drill come.",
  rights: "Who may use which verb and which tools; off, warn or block.",
  timers: "When pages go on to the next person, and when reminders are sent.",
  practices: "What is flagged as bad practice, and from how many people on.",
  paging: "How a page without an acknowledgement goes on.",
  messages: "Where messages arrive, which are approved, and when a silence is noticed.",
  scoring: "Points of a score of 100, and what hints and wrong turns cost.",
  services: "Critical services: owner, objective, dependencies.",
  people: "Who can be on call.",
  notify: "Who reads what is sent to a name that a severity notifies.",
  send: "Where texts of a drill go for real when a run is asked to send them (--notify), and how patiently.",
  cost: "What an hour of a person and a minute of a service are worth.",
};

/** The schema as it is published. */
export function organisationJsonSchema(): Record<string, unknown> {
  const { $schema, properties, required, ...whole } = z.toJSONSchema(organisationSchema, {
    io: "input",
    target: "draft-2020-12",
  }) as Json & { properties: Json };
  const described = Object.fromEntries(
    Object.entries(properties).map(([field, schema]) => [
      field,
      {
        ...(schema as Json),
        ...(field === "extends" ? { enum: presetNames } : {}),
        ...(sentences[field] === undefined ? {} : { description: sentences[field] }),
      },
    ]),
  );
  return {
    $schema,
    $id: "gameday/v1/organisation.schema.json",
    title: "Gameday organisation, apiVersion gameday/v1",
    if: { required: ["extends"] },
    then: {
      ...whole,
      properties: Object.fromEntries(
        Object.entries(described).map(([field, schema]) => [field, loosened(schema)]),
      ),
      required: ["apiVersion", "kind", "extends"],
    },
    else: { ...whole, properties: described, required },
  };
}
