/**
 * Our reader of compose projects held against compose itself, where that is installed (CONTRIBUTING
 * says how).
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  composeFilesIn,
  readComposeProject,
  type FoundProject,
} from "../../../src/app/scenario/compose-project.ts";
import { ownFolder } from "../../support/own-folder.ts";

const withCompose = hasCompose();
const root = ownFolder();
beforeAll(() => {
  mkdirSync(join(root, "empty"));
});

function hasCompose(): boolean {
  try {
    return execFileSync("docker", ["compose", "version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).startsWith("Docker Compose");
  } catch {
    return false;
  }
}

const projects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "anchors and merge keys": {
    "compose.yaml":
      "x-restart: &restart { restart: unless-stopped }\nx-app: &app\n  <<: *restart\n  image: example/app\n  depends_on: { db: { condition: service_healthy } }\nservices:\n  web: { <<: *app, ports: ['8080:80'] }\n  worker: { <<: *app }\n  db: { <<: *restart, image: example/db }\n",
  },
  "variables with every operator": {
    "compose.yaml":
      "services:\n  web: { image: 'example/web:${TAG:-3}', ports: ['${BIND:+127.0.0.1:}8080:80'] }\n  api: { image: '${NONE-example}/api', restart: unless-stopped, ports: ['${API_PORT:+9000:}9001', '${OUT}:${IN}'] }\n",
    ".env": "OUT=7000   # outside\nIN=70 # inside\nBIND=yes\n",
  },
  "a port that the engine chooses": {
    "compose.yaml":
      "services:\n  frontend: { image: example/front, restart: unless-stopped, ports: ['8080'] }\n  edge: { image: envoy, restart: unless-stopped, ports: ['8080:8080'], depends_on: [frontend] }\n",
  },
  "extends of another file": {
    "compose.yaml":
      "services:\n  web: { extends: { file: lib/common.yaml, service: base }, image: example/web }\n  api: { extends: web, image: example/api }\n",
    "lib/common.yaml":
      "services:\n  base: { ports: ['8080:80'], restart: always, env_file: [its.env], volumes: ['./data:/data'] }\n",
    "lib/its.env": "DB_HOST=api\n",
  },
  "health checks": {
    "compose.yaml":
      "services:\n  web: { image: example/web, ports: ['8080:80'], healthcheck: { test: \"curl -fsS 'http://localhost/health?deep={all}&x=1' || exit 1\" } }\n  api: { image: a, ports: ['9:9'], healthcheck: { test: [CMD, wget, '-q', 'http://127.0.0.1:9/ok'] } }\n  off: { image: o, healthcheck: { disable: true } }\n",
  },
  "several documents": {
    "compose.yaml":
      "services:\n  web: { image: example/web, ports: ['8080:80'] }\n---\nservices:\n  api: { image: example/api }\n",
  },
  "one-shots": {
    "compose.yaml":
      "services:\n  web: { image: example/web, ports: ['8080:80'], depends_on: { migrate: { condition: service_completed_successfully }, api: { condition: service_healthy } } }\n  migrate: { image: example/migrate }\n  api: { image: example/api }\n",
  },
  "an override file": {
    "compose.yaml":
      "services:\n  web: { image: example/web, environment: { A: one } }\n  api: { image: example/api, restart: always }\n",
    "compose.override.yaml":
      "services:\n  web: { ports: ['8080:80'], environment: [API_URL=http://api:9000] }\n",
  },
  profiles: {
    "compose.yaml":
      "services:\n  web: { image: example/web, ports: ['8080:80'] }\n  shell: { image: example/tools, profiles: [debug], restart: always }\n  api: { image: example/api, restart: unless-stopped }\n",
  },
  "profiles that are active": {
    "compose.yaml":
      "services:\n  web: { image: example/web, ports: ['8080:80'] }\n  shell: { image: example/tools, profiles: [debug], restart: always }\n",
    ".env": "COMPOSE_PROFILES=debug\n",
  },
  "reset and override": {
    "compose.yaml": "services:\n  web: { image: example/web, restart: always, ports: ['80:80'] }\n",
    "compose.override.yaml":
      "services:\n  web: { restart: !reset null, ports: !override ['8080:80'] }\n",
  },
  "reset in the file itself": {
    "compose.yaml":
      "services:\n  web: { image: example/web, ports: !override ['8080:80'], restart: !reset null }\n",
  },
  includes: {
    "compose.yaml":
      "include: [sub/compose.yaml, { path: other.yaml }]\nservices: { web: { image: w, depends_on: [api] } }\n",
    "sub/compose.yaml": "services: { api: { image: 'api:${TAG}', env_file: [my.env] } }\n",
    "sub/.env": "TAG=5\n",
    "sub/my.env": "BACKEND=db\n",
    "other.yaml":
      "services: { db: { image: d, tmpfs: [/x], volumes: [{ type: tmpfs, target: /y }] } }\n",
  },
  "ports of every shape": {
    "compose.yaml":
      "services:\n  web: { image: w, ports: ['3000-3002:80-82', '53:53/udp', '127.0.0.1:8001:81', { target: 90, published: '9090', host_ip: 127.0.0.1 }, 6060] }\n",
  },
  "restarts by the deployment": {
    "compose.yaml":
      "services:\n  web: { image: w, restart: 'no' }\n  api: { image: a, deploy: { restart_policy: { condition: on-failure } } }\n  job: { image: j, restart: 'on-failure:3' }\n",
  },
  "links and hosts": {
    "compose.yaml":
      "services:\n  web: { image: w, links: ['api:backend', db], environment: ['REDIS=redis://cache:6379/0', PLAIN=api] }\n  api: { image: a, environment: { DB_HOST: db, CALLS: 'http://cache/x' } }\n  db: { image: d, volumes: ['data:/var/lib', './x:/x:ro'] }\n  cache: { image: c, volumes: ['./x:/x:ro'] }\nvolumes: { data: {} }\n",
  },
  "a project with a name": { "compose.yaml": "name: my-shop\nservices: { web: { image: w } }\n" },
};

/** Bad for compose, and so for us. */
const refused: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a variable that must be set": {
    "compose.yaml": "services: { web: { image: 'w:${TAG:?say which}' } }\n",
  },
  "extends of nobody": {
    "compose.yaml": "services: { web: { image: w, extends: { service: none } } }\n",
  },
  "an include that is not there": {
    "compose.yaml": "include: [none.yaml]\nservices: { web: { image: w } }\n",
  },
  "no YAML": { "compose.yaml": "services: [\n" },
};

/** A project on disk, as compose reads it and as our reader does where there is none. */
function project(files: Readonly<Record<string, string>>): {
  byCompose(): Promise<FoundProject>;
  byUs(): Promise<FoundProject>;
} {
  const folder = ownFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { COMPOSE_FILE: _file, COMPOSE_PROFILES: _profiles, TAG: _tag, ...env } = process.env;
  const read = (path: string): Promise<FoundProject> =>
    readComposeProject(composeFilesIn(folder, env), { ...env, PATH: path }, (file) =>
      file.slice(folder.length + 1),
    );
  return {
    byCompose: () => read(process.env["PATH"] ?? ""),
    byUs: () => read(join(root, "empty")),
  };
}

describe.skipIf(!withCompose)("our reader of a compose project sees what compose sees in", () => {
  it.each(Object.entries(projects))("%s", async (_what, files) => {
    const { byCompose, byUs } = project(files);
    const [compose, ours] = [await byCompose(), await byUs()];
    expect([compose.by, ours.by]).toEqual(["compose", "gameday"]);
    const sorted = ({ name, services }: FoundProject): object => ({
      name,
      services: services
        .toSorted((a, b) => a.name.localeCompare(b.name))
        .map(({ needs, ...rest }) => ({ ...rest, needs: needs.map(({ on }) => on).toSorted() })),
    });
    expect(sorted(ours)).toEqual(sorted(compose));
  });
});

describe.skipIf(!withCompose)(
  "our reader of a compose project refuses what compose refuses:",
  () => {
    it.each(Object.entries(refused))("%s", async (_what, files) => {
      const { byCompose, byUs } = project(files);
      await expect(byCompose()).rejects.toThrow(
        expect.objectContaining({
          code: "GD-S002",
          message: expect.stringContaining("docker compose does not accept"),
        }),
      );
      await expect(byUs()).rejects.toThrow(
        expect.objectContaining({ code: "GD-S002", message: expect.stringMatching(/^(?!docker)/) }),
      );
    });
  },
);
