import { describe, expect, it } from "vitest";
import { projectOfFolder, servicesOf } from "../../src/survey/compose-file.ts";
import { healthAddress, isStore, type Sighting } from "../../src/survey/sighting.ts";
import { read } from "./project.ts";

const sightings = (services: string, env: Record<string, string> = {}) =>
  servicesOf(read({ "compose.yaml": `services:\n${services}` }, env), "compose.yaml");
const ports = (list: string, env?: Record<string, string>) =>
  sightings(`  web: { image: x, ports: ${list} }`, env)[0]?.ports;

describe("a compose file", () => {
  it.each([
    ['["8080:80"]', [{ inside: 80, outside: 8080 }]],
    ['["127.0.0.1:8080:80/tcp"]', [{ inside: 80, outside: 8080 }]],
    ['["[::1]:8080:80"]', [{ inside: 80, outside: 8080 }]],
    ['["80"]', [{ inside: 80, outside: undefined }]],
    ["[80]", [{ inside: 80, outside: undefined }]],
    ['["53:53/udp"]', []],
    [
      '["3000-3001:4000-4001"]',
      [
        { inside: 4000, outside: 3000 },
        { inside: 4001, outside: 3001 },
      ],
    ],
    ['["8000-8009:80"]', [{ inside: 80, outside: undefined }]],
    ['["99999:80", "80:0"]', []],
    ['[{ target: 80, published: "8080", host_ip: 127.0.0.1 }]', [{ inside: 80, outside: 8080 }]],
    ["[{ target: 80 }]", [{ inside: 80, outside: undefined }]],
  ])("publishes %s", (list, expected) => {
    expect(ports(list)).toEqual(expected);
  });

  it.each([
    ["${PORT}", { PORT: "9000" }, 9000],
    ["${PORT:-8080}", {}, 8080],
    ["${PORT-8080}", {}, 8080],
    ["${PORT:-8080}", { PORT: "" }, 8080],
    ["$PORT", { PORT: "9000" }, 9000],
  ])("reads %s from the environment", (text, env, outside) => {
    expect(ports(`["${text}:80"]`, env as Record<string, string>)).toEqual([
      { inside: 80, outside },
    ]);
  });

  it("says who starts a service again, where its health check asks, and whether it keeps data", () => {
    const [app, job, db] = sightings(`
  app: { image: shop/app, restart: unless-stopped, healthcheck: { test: ["CMD-SHELL", "curl -fs http://localhost:8080/health || exit 1"] } }
  job: { image: shop/job, restart: "no" }
  db: { image: "mysql:8.4", volumes: [data:/var/lib/mysql], deploy: { restart_policy: { condition: on-failure } } }`);
    expect(app).toMatchObject({
      restarts: "unless-stopped",
      health: { path: "/health", port: 8080 },
      keeps: false,
    });
    expect(job).toMatchObject({ restarts: undefined, health: undefined });
    expect(db).toMatchObject({ restarts: "on-failure", keeps: true });
  });

  it("says what it needs: by depends_on in both spellings, by links, and by hosts in its environment", () => {
    const [web, ...others] = sightings(`
  web: { image: x, depends_on: [api], links: ["cache:redis"], environment: [DB=mysql://root@db/x, SELF=http://web:80, MODE=queue, QUEUE_HOST=queue, OTHER=http://api-2:80] }
  api: { image: x, depends_on: { migrate: { condition: service_completed_successfully } } }
  cache: { image: x }
  db: { image: x, environment: { A: "http://api:8080/v1", B: null, C: 5 } }
  queue: { image: x }
  migrate: { image: x }`);
    expect(web?.needs).toEqual([
      { on: "api", how: "depends_on" },
      { on: "cache", how: "links" },
      { on: "db", how: "DB" },
      { on: "queue", how: "QUEUE_HOST" },
    ]);
    expect(
      others.map(({ name, needs, ends }) => [name, needs.map(({ on }) => on).join(), ends]),
    ).toEqual([
      ["api", "migrate", false],
      ["cache", "", false],
      ["db", "api", false],
      ["queue", "", false],
      ["migrate", "", true],
    ]);
  });

  it("is told from another file", () => {
    for (const text of ["", "[]", "a: b", "services: {}", "services: [", "{"])
      expect(() => servicesOf(read({ "compose.yaml": text }), "compose.yaml"), text).toThrow(
        /compose.yaml is (no compose file|not readable YAML)/,
      );
  });

  it("has its own word for its project, or its folder's name as compose writes it", () => {
    expect(read({ "compose.yaml": "name: my-shop\nservices: {a: {image: b}}" }).name).toBe(
      "my-shop",
    );
    expect([
      projectOfFolder("My Shop.v2"),
      projectOfFolder("_shop"),
      projectOfFolder("shop-a_b"),
    ]).toEqual(["myshopv2", "shop", "shop-a_b"]);
  });
});

describe("what is seen", () => {
  it.each([
    ["curl -f http://localhost/", "/", undefined],
    ["wget -q --spider http://127.0.0.1:3000/ready?x=1 || exit 1", "/ready?x=1", 3000],
    ["node -e \"fetch('http://localhost:8080/health').then()\"", "/health", 8080],
    ["CMD curl https://localhost:8443", "/", 8443],
  ])("%s asks for a path", (test, path, port) => {
    expect(healthAddress(test)).toEqual({ path, port });
  });

  it("asks for none where a health check is not HTTP", () => {
    expect(healthAddress("pg_isready -U postgres")).toBeUndefined();
  });

  it.each([
    ["mysql:8.4", true],
    ["docker.io/library/postgres:16-alpine", true],
    ["bitnami/redis", true],
    ["gameday/mariadb:10.11", true],
    ["nginx", false],
    ["shop/app", false],
    ["ghcr.io/you/dashboard:1", false],
  ])("%s keeps other people's data: %s", (image, store) => {
    expect(isStore({ image, name: "x" } as Sighting)).toBe(store);
  });
});
