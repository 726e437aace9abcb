/** Who is here, and who hands what over to whom. Roles are given by `incident.assigned`. */
export interface PeopleEvents {
  /**
   * `as`: with a seat of their own (`seat`), as the user whom the control socket trusts (`user`),
   * as the scripted player (`script`), or as a bot that stands in for someone missing (`bot`).
   * `roles`: those that they have while no one else has them.
   */
  "person.joined": {
    person: string;
    as: "seat" | "user" | "script" | "bot";
    roles?: readonly string[];
  };
  "person.left": { person: string };
  "person.away": { person: string; why: string };
  "person.back": { person: string };
  "role.released": { role: string; from: string; service?: string };
}
