/** The six steps of the SEV talk as questions; a flag answers one before it is asked. */
import { parseDuration } from "../kernel/duration.ts";
import { GamedayError } from "../kernel/error.ts";
import { kebab } from "../kernel/id.ts";
import {
  readersNeeded,
  yamlTime,
  type DraftService,
  type OrganisationDraft,
} from "../org/draft.ts";
import type { Organisation } from "../org/organisation.ts";
import { answered, isTime, listOf, pairs, time, type Ask } from "./ask.ts";
import { idOf, peopleOf, rotationOf } from "./rotation-questions.ts";
import type { OrgAsked, OrgFlags } from "./org-asked.ts";

/** Asks what no flag says. */
export async function orgQuestions(asked: OrgAsked): Promise<OrganisationDraft> {
  const { wizard, flags, here } = asked;
  const step = (n: number, title: string): void => {
    if (wizard !== undefined) asked.say(`\n${n} of 6   ${title}`);
  };
  const ask: Ask = (question) => answered(wizard, question);
  if (wizard !== undefined) asked.say("Enter takes what is in brackets; Ctrl-C writes nothing.");
  const title = await ask({
    message: "The name of your organisation",
    flag: "name",
    given: flags.name,
    fallback: here.name,
    objection: (text) => (kebab(text) === "" ? "a name with letters" : undefined),
  });
  step(1, "How you measure SEVs");
  const base = await preset(asked);
  const belowMs = await time(ask, {
    message: `${worst(base)} when every service is below its objective for`,
    flag: "below-for",
    given: flags["below-for"],
    fallback: "2m",
  });
  step(2, "SEV levels: by when users must be well again");
  const targets = await targetsOf(ask, base, flags.mitigate);
  step(3, "SLOs of your critical services");
  const slos = await slosOf(ask, flags.service);
  step(4, `Who is on call as ${titleOfCommand(base)}`);
  const people = await peopleOf(ask, flags["on-call"], here.user);
  const rotation = await rotationOf(asked, ask);
  step(5, "Automation: pages and notifications");
  const acknowledgeMs = await time(ask, {
    message: "A page without an answer goes on to the next person after",
    flag: "acknowledge",
    given: flags.acknowledge,
    fallback: yamlTime(base.profile.ackMs),
  });
  const readers = await readersOf(ask, base, flags.reader, people);
  step(6, "The dashboard of your critical services");
  const services = await dashboard(ask, slos, flags, people);
  return {
    id: kebab(title),
    title: `How ${title} runs incidents`,
    base: base.profile.id,
    belowMs,
    targets,
    services,
    people,
    rotation,
    acknowledgeMs,
    readers,
  };
}

async function preset({ wizard, flags, presets }: OrgAsked): Promise<Organisation> {
  const names = presets.map(({ profile }) => profile.id);
  const name =
    flags.extends ??
    (await wizard?.choose(
      "Which table of severities is nearest to yours?",
      presets.map(({ profile: { id, title } }) => ({ value: id, name: id, description: title })),
    )) ??
    names[0];
  const found = presets.find(({ profile }) => profile.id === name);
  if (found !== undefined) return found;
  throw new GamedayError("GD-C001", `--extends ${name}: there is no such preset`, {
    hint: `presets: ${names.join(", ")}`,
  });
}

const worst = ({ profile }: Organisation): string => profile.severities[0]?.label ?? "worst";

const titleOfCommand = ({ profile: { roles, onCall } }: Organisation): string =>
  roles[onCall.commander] ?? onCall.commander;

async function targetsOf(
  ask: Ask,
  { profile }: Organisation,
  given: readonly string[] | undefined,
): Promise<ReadonlyMap<number, number | null>> {
  const byId = pairs("mitigate", given, {
    what: "severity",
    names: profile.severities.map(({ id }) => String(id)),
  });
  const targets = new Map<number, number | null>();
  for (const { id, label, description, targetMs } of profile.severities) {
    const text = await ask({
      message: `${label}, ${description}: mitigate within (none: no target)`,
      flag: `mitigate ${id} =`,
      given: byId.get(String(id)),
      fallback: targetMs === null ? "none" : yamlTime(targetMs),
      objection: (answer) =>
        answer === "none" || isTime(answer) ? undefined : "a duration such as 15m or 8h, or none",
    });
    targets.set(id, parseDuration(text) ?? null);
  }
  return targets;
}

/** The services of the shop that comes with Gameday, so that a first drill fits. */
const usualServices = "www, api";

async function slosOf(
  ask: Ask,
  given: readonly string[] | undefined,
): Promise<ReadonlyMap<string, number | null>> {
  const byName = pairs("service", given);
  const names = await ask({
    message: "Critical services, with commas between them",
    flag: "service",
    given: byName.size === 0 ? undefined : [...byName.keys()].join(","),
    fallback: usualServices,
    objection: (text) =>
      listOf(text).length > 0 && listOf(text).every((name) => kebab(name) === name)
        ? undefined
        : "names such as checkout, user-db",
  });
  const slos = new Map<string, number | null>();
  for (const name of listOf(names)) {
    const text = await ask({
      message: `${name}: percent of requests that must be good (none: no objective)`,
      flag: `service ${name} =`,
      given: byName.get(name),
      fallback: "99.9",
      objection: (answer) =>
        answer === "none" || (Number(answer) > 0 && Number(answer) < 100)
          ? undefined
          : "more than 0 and less than 100, or none",
    });
    slos.set(name, text === "none" ? null : Number(text));
  }
  return slos;
}

async function readersOf(
  ask: Ask,
  base: Organisation,
  given: readonly string[] | undefined,
  people: OrganisationDraft["people"],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = readersNeeded(base);
  const byName = pairs("reader", given, { what: "list of readers", names });
  const readers = new Map<string, readonly string[]>();
  for (const name of names) {
    const text = await ask({
      message: `${worst(base)} notifies "${name}". Who reads that`,
      flag: `reader ${name} =`,
      given: byName.get(name),
      fallback: people.map(({ name }) => name).join(", "),
      objection: (answer) => (listOf(answer).length > 0 ? undefined : "at least one name"),
    });
    readers.set(
      name,
      listOf(text).map((who) => idOf(people, who)),
    );
  }
  return readers;
}

async function dashboard(
  ask: Ask,
  slos: ReadonlyMap<string, number | null>,
  flags: OrgFlags,
  people: OrganisationDraft["people"],
): Promise<readonly DraftService[]> {
  const names = [...slos.keys()];
  const owners = pairs("owner", flags.owner, { what: "service", names });
  const needs = pairs("depends", flags.depends, { what: "service", names });
  const services: DraftService[] = [];
  for (const [id, slo] of slos) {
    const owner = await ask({
      message: `${id}: its owner, a person or a team`,
      flag: `owner ${id} =`,
      given: owners.get(id),
      fallback: people[0]?.name ?? "",
      objection: () => undefined,
    });
    const others = names.filter((name) => name !== id);
    const dependsOn =
      others.length === 0
        ? ""
        : await ask({
            message: `${id}: what it depends on, of: ${others.join(", ")} (Enter: nothing)`,
            flag: `depends ${id} =`,
            given: needs.get(id),
            fallback: "",
            objection: (text) =>
              listOf(text).every((name) => others.includes(name))
                ? undefined
                : `names among ${others.join(", ")}`,
          });
    services.push({ id, slo, owner: idOf(people, owner), dependsOn: listOf(dependsOn) });
  }
  return services;
}
