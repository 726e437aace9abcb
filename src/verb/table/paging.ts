/** Getting people to come. */
import type { Verb } from "../verb.ts";
import { openIncident } from "./shape.ts";

export const pagingVerbs = {
  page: {
    ...openIncident,
    args: {
      who: { is: "text", required: true, about: "a role, a service or a person" },
      why: { is: "text", required: true, about: "why they are needed" },
    },
    rights: ["imoc", "deputy", "liaison", "tloc"],
    command: {
      summary: "Page a person: who is on call for a role or a service, or someone by name.",
      description: `Anyone may page the IMOC. A service's page goes to the TLOC who is on call for it. Without an
acknowledgement in time it goes on to the next step of the profile.`,
      examples: [
        'page api "its errors began with the last release"',
        'page imoc "two teams are changing the same thing"',
        'page ana "you wrote the failover"',
      ],
    },
    effect:
      "pages who is on call for a role or a service, or a person; without an acknowledgement the page goes on to the next step. Anyone may page the IMOC",
  },
} as const satisfies Readonly<Record<string, Verb>>;
