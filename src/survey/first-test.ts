import { kebab } from "../kernel/id.ts";
import type { Door, FirstFault } from "./guess.ts";
import { isStore, type Naming, type Sighting } from "./sighting.ts";

export interface FirstTest {
  readonly services: readonly Sighting[];
  readonly naming: Naming;
  readonly door: Door;
  readonly fault: FirstFault;
  /** How the file is named in a command. */
  readonly file: string;
}

/** A file that one reads at a glance. */
const maxLines = 25;

/** The text of a first Test: few lines, each saying what it is for. */
export function firstTest({ services, naming, door, fault, file }: FirstTest): string {
  const idOf = uniqueIds(services);
  const target = idOf(fault.service);
  const entry = idOf(door.service);
  const confirm = confirmed(naming, door, fault);
  const { doing, broken, why } = faultWords(fault, target);
  const lines = (others: readonly Sighting[]): readonly string[] => [
    `# ${fault.service.name} ${doing}. Do users notice? Why this one: ${fault.why}.`,
    `# run: gameday run ${file} --allow-target ${confirm}    (first with --dry-run)`,
    "apiVersion: gameday/v1",
    "kind: Test # the system must hold on its own",
    "id: first",
    `title: ${quoted(`${fault.service.name} ${doing}`)}`,
    "limit: 5m",
    "stack: # containers of yours; nothing else is touched",
    ...stackOf(
      [...new Set([door.service, fault.service, ...others])],
      { naming, door, fault },
      idOf,
    ).map(
      ({ service, fields }) =>
        `  ${idOf(service)}: { kind: container, ${fields} ` +
        `}${service === door.service && door.tls === true ? " # insecure: any certificate is enough; to check it: tls: { ca: FILE.pem, servername: NAME }" : ""}`,
    ),
    "load: # users, from outside, through the port that it publishes",
    "  journeys:",
    `    visit: { to: ${entry}, steps: [{ get: ${quoted(door.path)}, timeout: 2s, expect: { status: ${door.status} } }] }`,
    "  flows:",
    "    users: { journey: visit, rate: 20/s }",
    "slis: # percent of requests that must succeed in the 45 s below",
    "  users: { counts: [users], objective: 95 }",
    "signals:",
    `  ${target}-state: { probe: component, target: ${target} }`,
    ...others
      .filter(({ ports }) => ports.length > 0)
      .map(
        (service) =>
          `  ${idOf(service)}-connect: { probe: tcp, target: ${idOf(service)}, unit: ms }`,
      ),
    "baseline: { for: 5s } # must be healthy first, otherwise no fault is injected",
    "mustHold: { for: 45s }",
    "faults:",
    `  first: ${broken} # ${why}`,
  ];
  return `${withinLimit(
    lines,
    services.filter(
      (service) => service !== door.service && service !== fault.service && isStore(service),
    ),
  ).join("\n")}\n`;
}

/** What is broken: for the title, as the file writes it, and why that is safe to try. */
function faultWords(
  { fault, service }: FirstFault,
  target: string,
): { readonly doing: string; readonly broken: string; readonly why: string } {
  return fault === "kill"
    ? {
        doing: "is killed",
        broken: `{ fault: kill, target: ${target} }`,
        why: `${service.restarts ?? ""}: it should be started again immediately`,
      }
    : {
        doing: "freezes for 2 seconds",
        broken: `{ fault: pause, target: ${target}, for: 2s }`,
        why: "nothing of it is lost; try also stop, kill, cpu, disconnect",
      };
}

/** What `--allow-target` has to name. */
export function confirmed(naming: Naming, door: Door, fault: FirstFault): string {
  return "project" in naming
    ? naming.project
    : [...new Set([door.service, fault.service])].map(({ name }) => name).join(" --allow-target ");
}

/** As many of the others as the file has room for. */
function withinLimit(
  lines: (others: readonly Sighting[]) => readonly string[],
  others: readonly Sighting[],
): readonly string[] {
  const all = lines(others);
  return all.length <= maxLines || others.length === 0
    ? all
    : withinLimit(lines, others.slice(0, -1));
}

/**
 * Each with its names and, where it is known, what it needs of the others here: the door needs what
 * is broken, however many stand between.
 */
function stackOf(
  services: readonly Sighting[],
  { naming, door, fault }: Pick<FirstTest, "naming" | "door" | "fault">,
  idOf: (service: Sighting) => string,
): readonly { service: Sighting; fields: string }[] {
  return services.map((service) => {
    const far = service === door.service && fault.service !== door.service ? [fault.service] : [];
    const near = services.filter(
      ({ name }) => name !== service.name && service.needs.some(({ on }) => on === name),
    );
    const all = [...new Set([...far, ...near])];
    const needs = all.length === 0 ? "" : `, needs: [${all.map(idOf).join(", ")}]`;
    const name =
      "project" in naming
        ? `compose: { project: ${quoted(naming.project)}, service: ${quoted(service.name)} }`
        : `container: ${quoted(service.name)}`;
    const storePort = isStore(service) ? service.ports[0]?.inside : undefined;
    const port = service === door.service ? door.port : storePort;
    const health = service === door.service ? `, health: { path: ${quoted(door.path)} }` : "";
    return {
      service,
      fields: `${name}${port === undefined ? "" : `, port: ${port}${service === door.service && door.tls === true ? ", tls: { insecure: true }" : ""}${health}`}${needs}`,
    };
  });
}

/** Names that a scenario takes: kebab-case, each once. */
function uniqueIds(services: readonly Sighting[]): (service: Sighting) => string {
  const ids = new Map<Sighting, string>();
  for (const service of services) {
    const name = kebab(service.name) || "service";
    // What YAML would not read as text.
    const plain = /^(true|false|null|yes|no|on|off)$/.test(name) ? `${name}-service` : name;
    const taken = new Set(ids.values());
    let id = plain;
    for (let number = 2; taken.has(id); number += 1) id = `${plain}-${number}`;
    ids.set(service, id);
  }
  return (service) => ids.get(service) ?? service.name;
}

/** Quoted where YAML would read it as something else. */
function quoted(text: string): string {
  return /^[a-zA-Z/][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
