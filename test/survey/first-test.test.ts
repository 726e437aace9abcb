import { describe, expect, it } from "vitest";
import { checkScenario } from "../../src/scenario/parse.ts";
import { firstTest } from "../../src/survey/first-test.ts";
import { firstFault, possibleDoors } from "../../src/survey/guess.ts";
import type { Sighting } from "../../src/survey/sighting.ts";
import { catalog } from "../support/catalog-fixture.ts";

const service = (name: string, more: Partial<Sighting> = {}): Sighting => ({
  name,
  image: `shop/${name}`,
  ports: [],
  health: undefined,
  restarts: undefined,
  keeps: false,
  needs: [],
  ends: false,
  ...more,
});
const needs = (...names: readonly string[]) => names.map((on) => ({ on, how: "depends_on" }));
const nginx = service("nginx", {
  image: "nginx",
  ports: [{ inside: 80, outside: 8080 }],
  restarts: "always",
  needs: needs("app"),
});
const app = service("app", { restarts: "unless-stopped" });
const db = service("db", {
  image: "mysql:8.4",
  ports: [{ inside: 3306, outside: 3306 }],
  restarts: "always",
  keeps: true,
});

function written(services: readonly Sighting[]): string {
  const [door] = possibleDoors(services);
  if (door === undefined) throw new Error("no door");
  return firstTest({
    services,
    naming: { project: "shop" },
    door,
    fault: firstFault(services, door),
    file: "./gameday/first.yaml",
  });
}

describe("a first Test", () => {
  it("comes in by the front door and breaks what it needs, which something starts again", () => {
    expect(written([db, app, nginx])).toMatchInlineSnapshot(`
      "# app is killed. Do users notice? Why this one: nginx needs app (depends_on).
      # run: gameday run ./gameday/first.yaml --allow-target shop    (first with --dry-run)
      apiVersion: gameday/v1
      kind: Test # the system must hold on its own
      id: first
      title: "app is killed"
      limit: 5m
      stack: # containers of yours; nothing else is touched
        nginx: { kind: container, compose: { project: shop, service: nginx }, port: 80, health: { path: / }, needs: [app] }
        app: { kind: container, compose: { project: shop, service: app } }
        db: { kind: container, compose: { project: shop, service: db }, port: 3306 }
      load: # users, from outside, through the port that it publishes
        journeys:
          visit: { to: nginx, steps: [{ get: /, timeout: 2s, expect: { status: 200 } }] }
        flows:
          users: { journey: visit, rate: 20/s }
      slis: # percent of requests that must succeed in the 45 s below
        users: { counts: [users], objective: 95 }
      signals:
        app-state: { probe: component, target: app }
        db-connect: { probe: tcp, target: db, unit: ms }
      baseline: { for: 5s } # must be healthy first, otherwise no fault is injected
      mustHold: { for: 45s }
      faults:
        first: { fault: kill, target: app } # unless-stopped: it should be started again immediately
      "
    `);
  });

  it("freezes for a moment what nothing starts again, or what could not be found again after a start", () => {
    expect(written([nginx, service("app"), db])).toContain(
      "first: { fault: pause, target: app, for: 2s }",
    );
    const fleeting = service("web", {
      ports: [{ inside: 80, outside: undefined }],
      restarts: "always",
    });
    expect(written([fleeting])).toContain("first: { fault: pause, target: web, for: 2s }");
  });

  it("breaks nothing that no way leads to from the door, however much it is promised to be started again", () => {
    expect(written([nginx, service("app"), service("debug", { restarts: "always" })])).toContain(
      "target: app, for: 2s }",
    );
    const far = [
      service("web", { ports: [{ inside: 80, outside: 80 }], needs: needs("db", "mid") }),
      db,
      service("mid", { keeps: true, needs: [{ on: "end", how: "END_URL" }] }),
      service("end", { restarts: "always" }),
    ];
    expect(written(far)).toContain(
      "Why this one: web needs mid (depends_on), which needs end (END_URL).",
    );
    expect(written(far)).toContain("needs: [end");
  });

  it("comes in at a port that stays before one that the engine chooses, and never at a service that ends by itself", () => {
    const chosen = service("frontend", { ports: [{ inside: 8080, outside: undefined }] });
    const fixed = service("edge-proxy", {
      image: "envoy",
      ports: [{ inside: 8080, outside: 8080 }],
      needs: needs("frontend"),
    });
    const job = service("web-job", { ports: [{ inside: 80, outside: 80 }], ends: true });
    expect(possibleDoors([chosen, job, fixed]).map(({ service: { name } }) => name)).toEqual([
      "edge-proxy",
      "frontend",
    ]);
    expect(written([chosen, fixed])).toContain("target: frontend, for: 2s }");
  });

  it("never begins with what keeps data or ends by itself", () => {
    const keeper = service("files", { restarts: "always", keeps: true });
    const job = service("migrate", { ends: true });
    expect(
      written([{ ...nginx, needs: needs("files", "db", "migrate") }, keeper, db, job]),
    ).toContain("target: nginx }");
    expect(possibleDoors([db])).toEqual([]);
  });

  it.each([
    [
      "many services",
      [
        nginx,
        app,
        ...Array.from({ length: 40 }, (_, index) =>
          service(`db-${index}`, {
            image: "redis",
            ports: [{ inside: 6379, outside: 7000 + index }],
          }),
        ),
      ],
    ],
    [
      "names that YAML or a scenario would not take",
      [
        service("1_Web.App", { ports: [{ inside: 80, outside: 80 }] }),
        service("true"),
        service("a--b"),
        service("A__b"),
      ],
    ],
    ["a service alone", [nginx]],
  ] as const)("is a scenario of at most 25 lines for %s", (_what, services) => {
    const text = written(services);
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(25);
    const { errors, warnings } = checkScenario(text, "first.yaml", catalog);
    expect([...errors, ...warnings]).toEqual([]);
  });
});
