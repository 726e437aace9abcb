import { GamedayError } from "../kernel/error.ts";
import { shorten } from "../kernel/shorten.ts";
import { fields, isRecord, list } from "./compose/read.ts";
import type { ComposeModel } from "./compose/project.ts";
import { healthAddress, type Need, type Sighting } from "./sighting.ts";

/**
 * What a compose project has, from compose's own words about it or from our reader's; GD-S002 when
 * that is no project.
 */
export function servicesOf({ services }: ComposeModel, where: string): readonly Sighting[] {
  const names = Object.keys(services);
  if (names.length === 0)
    throw new GamedayError(
      "GD-S002",
      `${where} is no compose file: it has no services that start`,
      { hint: "gameday init --compose FILE, or --container NAME if there is none" },
    );
  const odd = names.find((name) => !/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name));
  if (odd !== undefined)
    throw new GamedayError(
      "GD-S002",
      `${where}: ${JSON.stringify(shorten(odd, 60))} cannot be a service's name`,
      { hint: "letters, digits, _ . and -, beginning with a letter or digit" },
    );
  const done = new Set(
    Object.values(services).flatMap(({ depends_on: on }) =>
      Object.entries(fields(on)).flatMap(([name, how]) =>
        fields(how)["condition"] === "service_completed_successfully" ? [name] : [],
      ),
    ),
  );
  return Object.entries(services).map(([name, service]) => ({
    ...sightingOf(name, service),
    needs: needsOf(name, service, names),
    ends: done.has(name),
  }));
}

/** The project's default name: the folder's, as compose writes it. */
export function projectOfFolder(folder: string): string {
  return folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
}

function sightingOf(
  name: string,
  service: Readonly<Record<string, unknown>>,
): Omit<Sighting, "needs" | "ends"> {
  const check = fields(service["healthcheck"]);
  const policy =
    text(service["restart"]) ||
    text(fields(fields(service["deploy"])["restart_policy"])["condition"]);
  return {
    name,
    image: text(service["image"]),
    ports: list(service["ports"]).flatMap(portsOf),
    health:
      check["disable"] === true
        ? undefined
        : healthAddress(
            Array.isArray(check["test"]) ? check["test"].map(text).join(" ") : text(check["test"]),
          ),
    restarts: ["", "no", "none", "false"].includes(policy) ? undefined : policy,
    keeps: list(service["volumes"]).some((volume) =>
      isRecord(volume)
        ? volume["type"] !== "tmpfs" && volume["read_only"] !== true
        : !/:ro(,|$)/.test(text(volume)),
    ),
  };
}

/**
 * What other services it names: where it says that it depends on them, and as hosts in its
 * environment.
 */
function needsOf(
  name: string,
  service: Readonly<Record<string, unknown>>,
  names: readonly string[],
): readonly Need[] {
  const { depends_on: on } = service;
  const depends = Array.isArray(on) ? on.map(text) : Object.keys(fields(on));
  const linked = list(service["links"]).map((link) => text(link).split(":")[0] ?? "");
  const told = [
    ...depends.map((on): Need => ({ on, how: "depends_on" })),
    ...linked.map((on): Need => ({ on, how: "links" })),
  ];
  const environment = Array.isArray(service["environment"])
    ? service["environment"].map((pair): readonly [string, string] => [
        text(pair).split("=")[0] ?? "",
        text(pair).split("=").slice(1).join("="),
      ])
    : Object.entries(fields(service["environment"])).map(
        ([key, value]): readonly [string, string] => [key, text(value)],
      );
  const asHost = needsOfEnvironment(environment, names);
  const all = [...told, ...asHost].filter(({ on }) => on !== name && names.includes(on));
  return all.filter(({ on }, index) => all.findIndex((other) => other.on === on) === index);
}

/**
 * Services that a value names as hosts: `http://api:8080`, `user@db/shop`, `redis:6379`, or alone
 * under a key that says so, `DB_HOST=db`.
 */
export function needsOfEnvironment(
  environment: readonly (readonly [string, string])[],
  names: readonly string[],
): readonly Need[] {
  return environment.flatMap(([key, value]) =>
    names.filter((name) => isHost(name, key, value)).map((on): Need => ({ on, how: key })),
  );
}

function isHost(name: string, key: string, value: string): boolean {
  if (value === name)
    return /HOST|ADDR|URL|URI|SERVER|ENDPOINT|UPSTREAM|BROKER|NODE|SERVICE|BACKEND|TARGET/i.test(
      key,
    );
  const own = name.replaceAll(/[.]/g, String.raw`\.`);
  return new RegExp(String.raw`(?:://|@)${own}(?![\w.-])|(?<![\w./@-])${own}:\d`).test(value);
}

/**
 * `8080:80`, `127.0.0.1:8080:80/tcp`, `80`, `3000-3002:80-82`, `{target: 80, published: 8080}`; TCP
 * only.
 */
function portsOf(port: unknown): Sighting["ports"] {
  const long = fields(port);
  const short = isRecord(port)
    ? `${text(long["published"])}:${text(long["target"])}/${text(long["protocol"]) || "tcp"}`
    : text(port);
  const [, published, target, protocol = "tcp"] =
    /^(?:.*?(?:^|:))??(?:(\d*(?:-\d+)?):)?(\d+(?:-\d+)?)(?:\/(\w+))?$/.exec(short) ?? [];
  if (target === undefined || protocol !== "tcp") return [];
  const [inside, outside] = [
    range(target),
    published === undefined || published === "" ? [] : range(published),
  ];
  return inside
    .map((each, index) => ({
      inside: each,
      outside: outside.length === inside.length ? outside[index] : undefined,
    }))
    .filter((each) => isPort(each.inside) && (each.outside === undefined || isPort(each.outside)));
}

function range(text: string): readonly number[] {
  const [from = 0, to = from] = text.split("-").map(Number);
  return Array.from(
    { length: Math.min(100, Math.max(0, to - from + 1)) },
    (_, index) => from + index,
  );
}

const isPort = (port: number): boolean => port >= 1 && port <= 65_535;
const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
