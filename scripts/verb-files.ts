/** The commands that follow from the verb table, and the parts of docs/incident.md that do. */
import { rightsOf, type Profile } from "../src/org/profile.ts";
import { incidentVerbs, verbNames, verbOf } from "../src/verb/index.ts";

/** File → text, for each verb whose command only sends it: oclif needs a file for each command. */
export function verbFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    verbNames
      .filter((name) => {
        const { command } = verbOf(name);
        return command !== undefined && command.ownFile !== true;
      })
      .map((name) => {
        const path = name.split(".");
        const src = "../".repeat(path.length);
        return [
          `src/commands/${path.join("/")}.ts`,
          `import { sendVerb } from "${src}app/verb/send.ts";
import { verbCommand } from "${src}terminal/verb-command.ts";

export default verbCommand("${name}", sendVerb);
`,
        ];
      }),
  );
}

/** What people can type, and what it does. */
export function verbTable(): string {
  const rows = verbNames.flatMap((name) => {
    const { command, effect } = verbOf(name);
    if (effect === undefined) return [];
    return [`| \`gameday ${command?.examples[0] ?? name}\` | ${effect} |`];
  });
  return `| command | what it does |\n|---|---|\n${rows.join("\n")}`;
}

/** Who may do what, by profile. */
export function rightsTable(all: readonly Profile[]): string {
  const rows = incidentVerbs.map((verb) => {
    const cells = all.map((profile) => {
      const rights = rightsOf(profile, verb);
      return rights === "anyone"
        ? "anyone"
        : rights.map((role) => profile.roles[role] ?? role).join(", ");
    });
    return `| \`${verb}\` | ${cells.join(" | ")} |`;
  });
  const head = all.map(({ id }) => `\`${id}\``).join(" | ");
  return `| | ${head} |\n|---|${"---|".repeat(all.length)}\n${rows.join("\n")}`;
}
