/** Who is here and in which role. */
import type { Verb } from "../verb.ts";
import { openIncident } from "./shape.ts";

export const teamVerbs = {
  "sev.assign": {
    ...openIncident,
    args: {
      role: {
        is: "text",
        required: true,
        names: "role",
        about: "IMOC, TLOC, scribe, liaison, deputy",
      },
      to: { is: "text", required: true, names: "person", about: "who" },
    },
    rights: ["imoc", "deputy"],
    command: { summary: "Assign a role to a person.", examples: ["sev assign scribe ana"] },
    effect:
      "assigns `imoc`, `tloc`, `scribe`, `liaison`, `deputy`, or the profile's title for a role",
  },
} as const satisfies Readonly<Record<string, Verb>>;
