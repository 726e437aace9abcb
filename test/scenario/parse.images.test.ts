import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkScenario } from "../../src/scenario/parse.ts";
import { catalog } from "../support/catalog-fixture.ts";
import { errorText } from "./error-text.ts";

const smallest = readFileSync(new URL("smallest.yaml", import.meta.url), "utf8");
const check = (images: string) =>
  checkScenario(`${smallest}images: ${images}\n`, "mine.yaml", catalog);

describe("the images of a scenario", () => {
  it("are none unless it names them", () => {
    expect(checkScenario(smallest, "mine.yaml", catalog).scenario?.images).toBeUndefined();
  });

  it.each([
    "gameday/app:1",
    "registry.example:5000/team/app_2:v1.2-x",
    "localhost:5000/app",
    `app@sha256:${"a".repeat(64)}`,
  ])("may be called %s", (image) => {
    const { scenario, errors, warnings } = check(`{ app: "${image}", k6: "grafana/k6:1.0.0" }`);
    expect([errors, warnings]).toEqual([[], []]);
    expect(scenario?.images).toEqual({ app: image, k6: "grafana/k6:1.0.0" });
  });

  it("are of parts that there are, or it is said which one was meant", () => {
    expect(errorText(check("{ toxyproxy: x }").errors)).toMatchInlineSnapshot(`
      "GD-S004 unknown field "toxyproxy"
        16:11
        images: { toxyproxy: x }
                  ^^^^^^^^^
        did you mean "toxiproxy"?
        fields here: app, mysql, postgres, redis, haproxy, toxiproxy, k6"
    `);
  });

  it("are of parts that this stack has, or it is said which", () => {
    const { errors, warnings } = check("{ redis: redis:7 }");
    expect(errors).toEqual([]);
    expect(errorText(warnings)).toMatchInlineSnapshot(`
      "GD-S020 no part of this stack uses an image of "redis"
        16:11
        images: { redis: redis:7 }
                  ^^^^^
        it has parts on: app"
    `);
  });
});
