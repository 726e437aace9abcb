/**
 * A scenario is data, from a stranger perhaps: nothing that it can say leads out of the stack, or
 * to more rights than a drill needs.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkScenario } from "../../src/scenario/parse.ts";
import { catalog } from "../support/catalog-fixture.ts";

const smallest = readFileSync(new URL("smallest.yaml", import.meta.url), "utf8");
const mistakes = (text: string): readonly string[] =>
  checkScenario(text, "mine.yaml", catalog).errors.map(
    ({ code, place }) => `${code} line ${place?.line ?? "?"}`,
  );
const withLine = (find: string, put: string): string => {
  expect(smallest).toContain(find);
  return smallest.replace(find, put);
};
const api = "  api: { kind: service, program: shop/api }";

it("is tried on a scenario that is in order", () => {
  expect(mistakes(smallest)).toEqual([]);
});

describe("a part of the stack", () => {
  const kinds = {
    service: "kind: service, program: shop/api",
    mysql: "kind: mysql",
    container: "kind: container, container: mine",
  };
  const wishes = [
    "privileged: true",
    "network_mode: host",
    "networkMode: host",
    "pid: host",
    "ipc: host",
    "user: root",
    "cap_add: [SYS_ADMIN]",
    "security_opt: [apparmor=unconfined]",
    "devices: [/dev/sda]",
    'volumes: ["/var/run/docker.sock:/var/run/docker.sock"]',
    'volumes: ["/:/host"]',
    "mounts: [{type: bind, source: /etc, target: /mnt}]",
    "binds: [/:/host]",
    "hostConfig: {Privileged: true}",
    "image: somebody/evil:latest",
    "env: {LD_PRELOAD: /tmp/x.so}",
    "command: [sh]",
    "ports: [80]",
  ];

  it.each(
    Object.entries(kinds).flatMap(([kind, fields]) => wishes.map((wish) => [kind, wish, fields])),
  )("of kind %s cannot wish for %s", (_kind, wish, fields) => {
    expect(
      mistakes(
        withLine(
          api,
          `  api: { kind: service, program: shop/api }\n  extra: { ${fields}, ${wish} }`,
        ),
      ),
    ).toContain("GD-S004 line 7");
  });

  it.each(["/bin/sh", "../../etc/passwd", "C:\\windows\\cmd", "~/evil", "shop/../../evil"])(
    "cannot run the program %s",
    (program) => {
      expect(mistakes(withLine("shop/api", JSON.stringify(program)))).toContain("GD-S003 line 6");
    },
  );

  it.each(["web:latest", "sha256:abc", "a b", "$(id)", "../x", "/web", ""])(
    "cannot be a container by the name %s",
    (name) => {
      expect(
        mistakes(
          withLine(api, `  api: { kind: container, container: ${JSON.stringify(name)}, port: 80 }`),
        ),
      ).toContain("GD-S003 line 6");
    },
  );

  it.each(["*", "shop,other", "Shop", "shop=x", ""])(
    "cannot be in a compose project by the name %s",
    (project) => {
      expect(
        mistakes(
          withLine(
            api,
            `  api: { kind: container, compose: { project: ${JSON.stringify(project)}, service: web }, port: 80 }`,
          ),
        ),
      ).toContain("GD-S003 line 6");
    },
  );
});

describe("an image", () => {
  it.each([
    "a b",
    "$(id)",
    "-v/:/host",
    "../x",
    "/web",
    "https://evil.example/x",
    "mysql:8.4 --privileged",
    "mysql@sha256:abc",
    "",
  ])("cannot be called %s", (image) => {
    expect(mistakes(`${smallest}images: { app: ${JSON.stringify(image)} }\n`)).toEqual([
      "GD-S003 line 16",
    ]);
  });
});

describe("load, probes and actions", () => {
  const elsewhere = [
    "http://evil.example/",
    "//evil.example/",
    "@evil.example/",
    ":1@evil.example/",
    ".evil.example/",
    "evil.example",
  ];

  it.each(elsewhere.filter((path) => !path.startsWith("/")))("cannot request %s", (path) => {
    expect(mistakes(withLine("get: /orders/1", `get: ${JSON.stringify(path)}`))).toContain(
      "GD-S003 line 9",
    );
  });

  it.each(elsewhere.filter((path) => !path.startsWith("/")))("cannot probe %s", (path) => {
    expect(
      mistakes(
        `${smallest}signals:\n  s: { probe: http, target: api, with: { path: ${JSON.stringify(path)} } }\n`,
      ),
    ).toContain("GD-S015 line 17");
  });

  it.each(elsewhere.filter((path) => !path.startsWith("/")))("cannot act on %s", (path) => {
    expect(
      mistakes(
        `${smallest}mitigations:\n  m: { kind: partial, title: t, action: { http: { to: api, path: ${JSON.stringify(path)} } }, verify: { slis: objective } }\n`,
      ).some((one) => one.endsWith("line 17")),
    ).toBe(true);
  });

  it("lead to components by name, and a name is no address", () => {
    for (const to of ["127.0.0.1", "evil.example", "localhost:8080"])
      expect(mistakes(withLine("to: api", `to: ${JSON.stringify(to)}`)).length).toBeGreaterThan(0);
  });

  it("with two slashes in front are still a path of the component", () => {
    expect(new URL("http://127.0.0.1:8080//evil.example/").host).toBe("127.0.0.1:8080");
  });
});
