/** The real targets of an organisation, and what their schema cannot see is wrong with them. */
import { messageOf } from "../kernel/message-of.ts";
import type { FromEnv, NotifySettings, Target, Text } from "../notify/target.ts";
import { nameHint, quoted, type Mistake, type Path } from "../scenario/mistake.ts";
import { templates } from "../template/template.ts";
import { mailboxesOf, namedMailboxes } from "./mailboxes.ts";
import type { Profile } from "./profile.ts";
import type { OrganisationFile } from "./schema.ts";

type TargetFile = OrganisationFile["send"]["targets"][string];

export function settingsOf({ send }: OrganisationFile, profile: Profile): NotifySettings {
  const { tries, firstWait, longestWait, timeout, drain, mostWaiting } = send.retry;
  return {
    targets: Object.entries(send.targets).map(([id, one]) => targetOf(id, one, profile)),
    pace: {
      tries,
      firstWaitMs: firstWait,
      longestWaitMs: longestWait,
      tryMs: timeout,
      drainMs: drain,
      mostWaiting,
    },
  };
}

function targetOf(
  id: string,
  { mailboxes, audiences, ...rest }: TargetFile,
  profile: Profile,
): Target {
  const ofAudiences = audiences.flatMap((audience) => mailboxesOf(profile, audience));
  const common = { name: id, mailboxes: [...new Set([...mailboxes, ...ofAudiences])] };
  if (rest.kind !== "smtp") return { ...rest, ...common };
  const { login, ...mail } = rest;
  return { ...mail, ...common, ...(login === undefined ? {} : { login }) };
}

export function targetMistakes(
  { send }: Pick<OrganisationFile, "send">,
  profile: Profile,
): readonly Mistake[] {
  const known = namedMailboxes(profile);
  return Object.entries(send.targets).flatMap(([id, one]) => {
    const path = ["send", "targets", id];
    return [
      ...deliveries(one, path, known),
      ...(one.kind === "webhook" ? [...openSecrets(one, path), ...unfillable(one, path)] : []),
    ];
  });
}

function deliveries(
  { mailboxes, audiences }: TargetFile,
  path: Path,
  known: readonly string[],
): readonly Mistake[] {
  if (mailboxes.length + audiences.length === 0)
    return [
      {
        code: "GD-S005",
        path,
        at: "key",
        message: `nothing is sent to ${quoted(path.at(-1))}`,
        hint: `say what is: mailboxes: [${quoted(known[0])}], or audiences: [customer]`,
      },
    ];
  return mailboxes.flatMap((mailbox, index) =>
    known.includes(mailbox)
      ? []
      : [
          {
            code: "GD-S010",
            path: [...path, "mailboxes", index],
            message: `unknown mailbox ${quoted(mailbox)}`,
            hint: nameHint(mailbox, known, "mailboxes"),
          },
        ],
  );
}

type Webhook = Extract<TargetFile, { kind: "webhook" }>;

const secretHeader = /auth|cookie|key|pass|secret|sign|token/i;

function openSecrets({ headers }: Webhook, path: Path): readonly Mistake[] {
  return Object.entries<string | FromEnv>(headers).flatMap(([header, value]) =>
    typeof value === "string" && secretHeader.test(header)
      ? [
          {
            code: "GD-S003",
            path: [...path, "headers", header],
            at: "key",
            message: `the header ${header} looks like a secret and is written out`,
            hint: `keep it in the environment: ${header}: { env: NAME }`,
          },
        ]
      : [],
  );
}

/** What breaks a template that puts texts between quotation marks. */
const awkward: Text & { toString(): string } = {
  id: "2026-01-01-drill-0000/1/target",
  target: "target",
  drill: "2026-01-01-drill-0000",
  mailbox: "#sevs",
  subject: 'DRILL · "one"',
  text: 'DRILL · "one"\n\\two',
  at: "2026-01-01T00:00:00.000Z",
  // What a name that does not exist is said to be missing in.
  toString: () => "a text",
};
const compile = templates({ noEscape: true });

function unfillable({ body, headers }: Webhook, path: Path): readonly Mistake[] {
  const mistake = (message: string, hint: string): readonly Mistake[] => [
    { code: "GD-S003", path: [...path, "body"], message, hint },
  ];
  let filled;
  try {
    filled = compile(body)(awkward);
  } catch (error) {
    const [first = ""] = messageOf(error).split("\n");
    return mistake(
      `the body is no template that can be filled: ${first}`,
      `names: ${Object.keys(awkward)
        .filter((name) => name !== "toString")
        .join(", ")}; in JSON: {{json text}}, with a space before a brace that follows`,
    );
  }
  const isJson = Object.keys(headers).every((header) => header.toLowerCase() !== "content-type");
  return isJson && !parses(filled)
    ? mistake(
        "the body is not JSON once a text with quotation marks and lines is in it",
        "write texts as {{json text}}, without quotation marks around them; for another form give a Content-Type header",
      )
    : [];
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
