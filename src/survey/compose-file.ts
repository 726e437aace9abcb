import { parse } from "yaml";
import { GamedayError } from "../kernel/error.ts";
import { healthAddress, type Sighting } from "./sighting.ts";

type Env = Readonly<Record<string, string | undefined>>;
type Fields = Readonly<Record<string, unknown>>;

/** What a compose file tells. */
export interface ComposeFile {
  /** Its own word for it; the folder's name stands for it otherwise. */
  readonly project: string | undefined;
  readonly services: readonly Sighting[];
}

/** Reads a compose file as far as a first Test needs it; GD-S002 when it is none. Other files that it includes are not followed. */
export function readComposeFile(text: string, file: string, env: Env): ComposeFile {
  const raw = fields(readYaml(text, file));
  const services = fields(raw["services"]);
  if (Object.keys(services).length === 0) throw new GamedayError("GD-S002", `${file} is no compose file: it has no services`, { hint: "gameday init --compose FILE, or --container NAME for containers without one" });
  return {
    project: typeof raw["name"] === "string" ? filled(raw["name"], env) : undefined,
    services: Object.entries(services).map(([name, service]) => serviceOf(name, fields(service), env)),
  };
}

/** The project's name where nobody says it: the folder's, as compose writes it. */
export function projectOfFolder(folder: string): string {
  return folder.toLowerCase().replaceAll(/[^a-z0-9_-]/g, "").replace(/^[_-]+/, "");
}

/** `KEY=value` lines of the file `.env` beside a compose file. */
export function readDotEnv(text: string): Env {
  const pairs = [...text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(.*?)[ \t]*$/gm)];
  return Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, value.replace(/^(["'])(.*)\1$/, "$2")]));
}

function readYaml(text: string, file: string): unknown {
  try {
    return parse(text, { merge: true, maxAliasCount: 100 });
  } catch (error) {
    throw new GamedayError("GD-S002", `${file} is not readable YAML: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`, { cause: error });
  }
}

function serviceOf(name: string, service: Fields, env: Env): Sighting {
  const text = (value: unknown): string => filled(typeof value === "string" || typeof value === "number" ? String(value) : "", env);
  const test = fields(service["healthcheck"])["test"];
  const policy = text(service["restart"]) || text(fields(fields(service["deploy"])["restart_policy"])["condition"]);
  return {
    name,
    image: text(service["image"]),
    ports: list(service["ports"]).flatMap((port) => portOf(port, text)),
    health: healthAddress(Array.isArray(test) ? test.map(text).join(" ") : text(test)),
    restarts: policy === "" || policy === "no" || policy === "none" ? undefined : policy,
    keeps: list(service["volumes"]).length > 0,
  };
}

/** `8080:80`, `127.0.0.1:8080:80/tcp`, `80`, `{target: 80, published: 8080}`; ranges are left out. */
function portOf(port: unknown, text: (value: unknown) => string): Sighting["ports"] {
  const long = fields(port);
  const short = typeof port === "object" ? `${text(long["published"])}:${text(long["target"])}/${text(long["protocol"]) || "tcp"}` : text(port);
  // An address of IPv6 holds colons too: what counts stands at the end.
  const [, outside = "", inside] = /(?:^|:)(\d*):?(?<=^|:)(\d+)$/.exec(short.replace(/\/tcp$/, "")) ?? [];
  return inside === undefined ? [] : [{ inside: Number(inside), outside: outside === "" ? undefined : Number(outside) }];
}

/** `${NAME}`, `${NAME:-default}`, `$NAME`; `$$` is a dollar. */
function filled(text: string, env: Env): string {
  return text.replaceAll(/\$\$|\$\{(\w+)(?::?[-?+]([^}]*))?\}|\$(\w+)/g, (whole, braced: string | undefined, fallback: string | undefined, bare: string | undefined) => {
    if (whole === "$$") return "$";
    const value = env[braced ?? bare ?? ""];
    return value === undefined || value === "" ? (fallback ?? "") : value;
  });
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
