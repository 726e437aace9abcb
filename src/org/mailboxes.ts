import { audiences, type Audience, type Profile } from "./profile.ts";

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

/** Every mailbox that the organisation itself gives a name. */
export function namedMailboxes(
  profile: Pick<Profile, "severities" | "messages">,
): readonly string[] {
  return [
    ...new Set([
      commonRoom(profile),
      ...profile.severities.flatMap(({ notify }) => notify),
      ...audiences.flatMap((audience) => mailboxesOf(profile, audience)),
      pageBox,
    ]),
  ];
}
