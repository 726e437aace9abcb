/**
 * All verbs of a running drill: `gameday` and every other client, the drill, the rights of a
 * profile, the help and the docs take a verb from here.
 */
import { alertVerbs } from "./table/alert.ts";
import { drillVerbs } from "./table/drill.ts";
import { exerciseVerbs } from "./table/exercise.ts";
import { evidenceVerbs } from "./table/evidence.ts";
import { loopVerbs } from "./table/loop.ts";
import { messageVerbs } from "./table/message.ts";
import { pagingVerbs } from "./table/paging.ts";
import { sevVerbs } from "./table/sev.ts";
import { teamVerbs } from "./table/team.ts";
import type { Argument, Verb } from "./verb.ts";

export const verbs = {
  ...sevVerbs,
  ...teamVerbs,
  ...pagingVerbs,
  ...evidenceVerbs,
  ...loopVerbs,
  ...alertVerbs,
  ...messageVerbs,
  ...exerciseVerbs,
  ...drillVerbs,
} as const satisfies Readonly<Record<string, Verb>>;

export type VerbName = keyof typeof verbs;

/** Every verb that a drill understands. */
export const verbNames = Object.keys(verbs) as readonly VerbName[];

/** An entry as its interface has it: what is optional may be asked for. */
export function verbOf(name: VerbName): Verb {
  return verbs[name];
}

export function isVerb(name: string): name is VerbName {
  return Object.hasOwn(verbs, name);
}

type ValueOf<A extends Argument> = {
  text: string;
  severity: number;
  duration: number;
  data: unknown;
}[A["is"]];
type RequiredNames<A> = { [K in keyof A]: A[K] extends { required: true } ? K : never }[keyof A];

/** The arguments of a verb, as they have been read. */
export type ArgsOf<V extends VerbName> = ValuesOf<(typeof verbs)[V]["args"]>;

type ValuesOf<A extends Readonly<Record<string, Argument>>> = {
  readonly [K in RequiredNames<A>]: ValueOf<A[K]>;
} & { readonly [K in Exclude<keyof A, RequiredNames<A>>]?: ValueOf<A[K]> };

type NameWithRights = {
  [V in VerbName]: (typeof verbs)[V] extends { rights: unknown } ? V : never;
}[VerbName];
type Short<V extends string> = V extends `${"sev" | "role"}.${infer S}` ? S : V;

/** A verb that is about the incident, as profiles and texts call it: "ack" of `sev.ack`. */
export type IncidentVerb = Short<NameWithRights>;

/** A verb about the drill itself. */
export type DrillVerb = Exclude<VerbName, NameWithRights>;

export function isIncidentVerb(name: VerbName): name is NameWithRights {
  return verbOf(name).rights !== undefined;
}

/** What a person, a bot or a scripted player may ask of an incident. */
export type Command = {
  [V in NameWithRights]: { readonly do: Short<V> } & ArgsOf<V>;
}[NameWithRights];

const rights = Object.fromEntries(
  verbNames.filter(isIncidentVerb).map((name) => [shortName(name), verbs[name].rights]),
) as Readonly<Record<IncidentVerb, NonNullable<Verb["rights"]>>>;

export const incidentVerbs = Object.keys(rights) as readonly IncidentVerb[];

/** Who may, where the profile does not say otherwise. */
export function defaultRights(verb: IncidentVerb): NonNullable<Verb["rights"]> {
  return rights[verb];
}

/** "ack" of `sev.ack`, "claim" of `role.claim`. */
export function shortName(name: string): string {
  return name.replace(/^(sev|role)\./, "");
}
