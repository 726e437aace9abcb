import type { Audience, Profile } from "./profile.ts";

/** Where every page is listed. */
export const pageBox = "pages";

/** The channel of everyone who follows incidents. */
export function commonRoom({ severities }: Pick<Profile, "severities">): string {
  return severities[0]?.notify[0] ?? "#incident";
}

/** Where a message to this audience arrives. */
export function mailboxesOf(
  profile: Pick<Profile, "severities" | "messages">,
  audience: Audience,
): readonly string[] {
  return (
    profile.messages.mailboxes[audience] ??
    (audience === "internal" ? [commonRoom(profile)] : [audience])
  );
}
