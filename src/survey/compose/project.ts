import { GamedayError } from "../../kernel/error.ts";
import { readDotEnv } from "./dot-env.ts";
import type { Env } from "./interpolate.ts";
import { laidOver, settled } from "./merge.ts";
import { fields, isRecord, list, readComposeYaml, type Fields } from "./read.ts";

/**
 * The files of a project, found by name; `text` is undefined for one that is not there. Paths are
 * absolute.
 */
export interface ComposeFiles {
  readonly text: (file: string) => string | undefined;
  /** A path as another file or folder names it. */
  readonly beside: (folder: string, path: string) => string;
  readonly folderOf: (file: string) => string;
  /** As people see it. */
  readonly shown: (file: string) => string;
}

/**
 * A project as compose would start it: one map of services, everything filled in, read and laid
 * over.
 */
export interface ComposeModel {
  readonly name: string | undefined;
  readonly services: Readonly<Record<string, Fields>>;
}

const mostFiles = 200;

/**
 * Reads a compose project without compose: the files in their order, what they `include` and
 * `extend`, variables, and only what starts without further words: services of inactive profiles
 * are left out. GD-S002 with what is wrong.
 */
export function readProject(files: readonly string[], env: Env, disk: ComposeFiles): ComposeModel {
  const reader = new ProjectReader(disk);
  const raw = fields(
    settled(files.reduce<unknown>((below, file) => laidOver(below, reader.file(file, env)), {})),
  );
  const active = (env["COMPOSE_PROFILES"] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const started = ([, service]: readonly [string, Fields]): boolean => {
    const profiles = list(service["profiles"]).map(String);
    return (
      profiles.length === 0 ||
      active.includes("*") ||
      profiles.some((profile) => active.includes(profile))
    );
  };
  const services = Object.entries(fields(raw["services"])).map(
    ([name, service]): readonly [string, Fields] => [name, fields(service)],
  );
  return {
    name: typeof raw["name"] === "string" ? raw["name"] : undefined,
    services: Object.fromEntries(services.filter(started)),
  };
}

class ProjectReader {
  private readonly disk: ComposeFiles;
  /** Files that are being read: one of them again is a circle. */
  private readonly open: string[] = [];
  private count = 0;

  constructor(disk: ComposeFiles) {
    this.disk = disk;
  }

  /** One file with all its documents, over what it includes, its services over what they extend. */
  file(file: string, env: Env): Fields {
    const { shown, folderOf } = this.disk;
    this.count += 1;
    if (this.open.includes(file))
      throw new GamedayError("GD-S002", `${shown(file)} includes itself`, {
        hint: [...this.open, file].map(shown).join(" → "),
      });
    if (this.count > mostFiles)
      throw new GamedayError(
        "GD-S002",
        `${shown(file)}: more than ${mostFiles} files are included`,
      );
    this.open.push(file);
    const own = this.documents(file, env).reduce<unknown>(
      (below, document) => laidOver(below, document),
      {},
    );
    const included = list(fields(settled(own))["include"]).reduce<unknown>(
      (below, entry) => laidOver(below, this.included(entry, folderOf(file), env)),
      {},
    );
    this.open.pop();
    const { include: _, ...rest } = fields(laidOver(included, own));
    const services = fields(rest["services"]);
    return {
      ...rest,
      services: Object.fromEntries(
        Object.keys(services).map((name) => [name, this.extended(name, services, file, env, [])]),
      ),
    };
  }

  private documents(file: string, env: Env): readonly Fields[] {
    const text = this.disk.text(file);
    if (text === undefined)
      throw new GamedayError("GD-S002", `no file ${this.disk.shown(file)}`, {
        hint: "a compose file names it in include, extends or env_file",
      });
    return readComposeYaml(text, this.disk.shown(file), env);
  }

  private included(entry: unknown, folder: string, env: Env): Fields {
    const long = typeof entry === "string" ? { path: entry } : fields(entry);
    const paths = (Array.isArray(long["path"]) ? long["path"] : [long["path"]])
      .filter((path): path is string => typeof path === "string")
      .map((path) => this.disk.beside(folder, path));
    const [first] = paths;
    if (first === undefined) return {};
    const home =
      typeof long["project_directory"] === "string"
        ? this.disk.beside(folder, long["project_directory"])
        : this.disk.folderOf(first);
    const named = (Array.isArray(long["env_file"]) ? long["env_file"] : [long["env_file"]]).filter(
      (path): path is string => typeof path === "string",
    );
    const dotEnvs =
      named.length > 0
        ? named.map((path) => this.disk.beside(folder, path))
        : [this.disk.beside(home, ".env")];
    const its = dotEnvs.reduce<Env>(
      (values, path) => ({ ...values, ...readDotEnv(this.disk.text(path) ?? "", env) }),
      {},
    );
    return fields(
      paths.reduce<unknown>(
        (below, path) => laidOver(below, this.file(path, { ...its, ...env })),
        {},
      ),
    );
  }

  /** A service over the one that it extends, in this file or in another. */
  private extended(
    name: string,
    services: Fields,
    file: string,
    env: Env,
    above: readonly string[],
  ): unknown {
    const marked = services[name];
    const own = fields(settled(marked));
    const { extends: base } = own;
    if (base === undefined || base === null) return this.withEnvFiles(marked, own, file, env);
    const mark = `${file}#${name}`;
    if (above.includes(mark))
      throw new GamedayError(
        "GD-S002",
        `${this.disk.shown(file)}: the service "${name}" extends itself`,
      );
    const long = typeof base === "string" ? { service: base } : fields(base);
    const from =
      typeof long["file"] === "string"
        ? this.disk.beside(this.disk.folderOf(file), long["file"])
        : file;
    const there =
      from === file
        ? services
        : fields(
            fields(
              this.documents(from, env).reduce<unknown>(
                (below, document) => laidOver(below, document),
                {},
              ),
            )["services"],
          );
    const wanted = String(long["service"]);
    if (!Object.hasOwn(there, wanted))
      throw new GamedayError(
        "GD-S002",
        `${this.disk.shown(file)}: the service "${name}" extends "${wanted}", which is not in ${this.disk.shown(from)}`,
      );
    const { extends: _, ...rest } = isRecord(marked) ? marked : {};
    return laidOver(
      this.extended(wanted, there, from, env, [...above, mark]),
      this.withEnvFiles(rest, own, file, env),
    );
  }

  /** The environment that a service's `env_file` gives it, under its own. */
  private withEnvFiles(marked: unknown, own: Fields, file: string, env: Env): unknown {
    const named = typeof own["env_file"] === "string" ? [own["env_file"]] : list(own["env_file"]);
    const paths = named
      .map((entry) => (typeof entry === "string" ? entry : fields(entry)["path"]))
      .filter((path) => typeof path === "string");
    const environment = Object.assign(
      {},
      ...paths.map((path) =>
        readDotEnv(this.disk.text(this.disk.beside(this.disk.folderOf(file), path)) ?? "", env),
      ),
    ) as Fields;
    return paths.length === 0 ? marked : laidOver({ environment }, marked);
  }
}
