/**
 * What experienced people would say about a draft before it is posted. Words alone prove nothing,
 * so it suggests and never refuses; facts are compared with the truth after the drill, by fields.
 */
import { isPublic, type Audience, type MessageFields } from "../../event/message.ts";

export interface LintInput {
  readonly audience: Audience;
  readonly text: string;
  readonly fields: MessageFields;
  /** How many messages this audience has had. */
  readonly before: number;
  /** The last of them. */
  readonly last: string | undefined;
  /** Users are said to be served again. */
  readonly over: boolean;
}

export interface Suggestion {
  readonly rule: string;
  readonly say: string;
}

interface Rule extends Suggestion {
  readonly applies: (input: LintInput) => boolean;
}

/** The rest of a sentence about the next message is no estimate of the fix. */
const aboutNext = /\bnext (?:update|message)\b[^.!?]*/gi;
const guess =
  /\b(?:because|caused by|due to|root cause|probably|presumably|we (?:think|believe|suspect))\b/i;
const wait =
  /\b(?:in|within)(?: about| around| the next)? \d+ ?(?:s|m|min|mins|minutes?|h|hours?)\b/i;
const promise = /\beta\b|\b(?:fixed|back|resolved|restored) (?:by|in|soon|shortly)\b/i;
/** `api-1`, `10.0.3.7`, `db.internal`: what a machine or a copy of a program is called. */
const machine =
  /\b[a-z][a-z\d]*-\d+\b|\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[\w-]+\.(?:internal|local|lan|svc|cluster)\b/i;
const storage =
  /\b(?:mysql|mariadb|postgres(?:ql)?|redis|memcached|databases?|replicas?|quer(?:y|ies))\b/i;
const network = /\b(?:haproxy|nginx|envoy|load balancers?|kafka|rabbitmq|kubernetes|k8s|pods?)\b/i;
const nobody = /\b(?:can|could|would) (?:someone|somebody|anyone|anybody)\b/i;
const partial =
  /\b(?:some|part|partly|partial(?:ly)?|slow(?:er)?|degraded|few|intermittent(?:ly)?|\d{1,2} ?%)\b/i;
const emptyWords = /^(?:still|no (?:news|update|updates|change|changes)|nothing new)\b/i;

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const rules: readonly Rule[] = [
  {
    rule: "guessed-cause",
    applies: ({ text, before }) => before === 0 && guess.test(text),
    say:
      "The first message names no cause: say that you know, that you are looking into it, and " +
      "when the next message comes.",
  },
  {
    rule: "estimate",
    applies: ({ text }) => {
      const rest = text.replaceAll(aboutNext, "");
      return wait.test(rest) || promise.test(rest);
    },
    say: "Do not promise when it is fixed; promise the next message.",
  },
  {
    rule: "internal-name",
    applies: ({ audience, text }) =>
      isPublic(audience) && (machine.test(text) || storage.test(text) || network.test(text)),
    say: "Users do not know hosts and components: say what they notice.",
  },
  {
    rule: "no-owner",
    applies: ({ text }) => nobody.test(text),
    say: '"Can someone" asks no one: gameday task <who> "…" --within 20m',
  },
  {
    rule: "no-next-update",
    applies: ({ text, fields, over }) =>
      !over && fields.nextUpdateEx === undefined && text.search(aboutNext) < 0,
    say: "Say when the next message comes: --next-update 20m",
  },
  {
    rule: "outage",
    applies: ({ text, fields: { impact = "" } }) =>
      /\boutage\b/i.test(text) && partial.test(`${text} ${impact}`),
    say: '"Outage" means that nothing works: say what part does not.',
  },
  {
    rule: "nothing-new",
    applies: ({ text, last }) =>
      emptyWords.test(text.trim()) || (last !== undefined && plain(last).endsWith(plain(text))),
    say: "Say what has changed: impact, what was tried, whether it is getting better.",
  },
  {
    rule: "no-scope",
    applies: ({ audience, fields, before, over }) =>
      isPublic(audience) && before === 1 && !over && fields.impact === undefined,
    say: 'The second message says what is affected: --impact "…" --components … --regions …',
  },
  {
    rule: "no-data-loss",
    applies: ({ audience, fields, over }) =>
      isPublic(audience) && over && fields.dataLoss === undefined,
    say: "The last message says whether data was lost: --data-loss none",
  },
];

/** All suggestions, in the order of the table. */
export function lint(input: LintInput): readonly Suggestion[] {
  return rules.filter(({ applies }) => applies(input)).map(({ rule, say }) => ({ rule, say }));
}
