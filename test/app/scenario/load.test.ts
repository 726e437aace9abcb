import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadScenario, validateScenario } from "../../../src/app/scenario/load.ts";
import { findPaths } from "../../../src/register/paths.ts";
import { GamedayError } from "../../../src/kernel/error.ts";
import { authority } from "../../fixtures/certificate.ts";
import { ownFolder } from "../../support/own-folder.ts";

const folder = ownFolder();
const paths = findPaths(process.env, folder);
const load = (name: string, variant?: string): ReturnType<typeof loadScenario> =>
  loadScenario(paths, name, folder, variant);

beforeAll(() => {
  mkdirSync(join(folder, "mine"));
  cpSync(join(paths.root, "scenarios", "slow-database.yaml"), join(folder, "plain.yaml"));
  const plain = readFileSync(join(folder, "plain.yaml"), "utf8");
  writeFileSync(
    join(folder, "mine", "far.yaml"),
    "apiVersion: gameday/v1\nkind: Variant\nset: {delayMs: 250}\n",
  );
  writeFileSync(
    join(folder, "shop.yaml"),
    plain.replace("limit: 15m", "limit: 15m\nvariants:\n  near: {}\n  far: mine/far.yaml"),
  );
});

describe("a scenario is found", () => {
  it("by the name of one that comes with Gameday, and by path", () => {
    expect(load("slow-database")).toMatchObject({
      scenario: { id: "slow-database" },
      variant: undefined,
      folder: join(paths.root, "scenarios"),
    });
    expect(load("./plain.yaml")).toMatchObject({ scenario: { id: "slow-database" }, folder });
  });

  it("with its variant after it or apart; without one it is the first", () => {
    expect(load("shop.yaml")).toMatchObject({
      variant: "near",
      variants: ["near", "far"],
      scenario: { params: { delayMs: { default: 230 } } },
    });
    expect(load("shop.yaml/far")).toMatchObject({
      variant: "far",
      scenario: { params: { delayMs: { default: 250 } } },
    });
    expect(load("shop.yaml", "far").scenario).toEqual(load("shop.yaml/far").scenario);
    expect(() => load("shop.yaml/far", "near")).toThrow("names one variant, and --variant another");
    expect(() => validateScenario(paths, "shop.yaml/fra", folder)).toThrow('no variant "fra"');
  });

  it.each([
    ["slow-databse", 'no scenario "slow-databse"'],
    ["slow-databse/far", 'no scenario "slow-databse"'],
    ["gone.yaml", "no file gone.yaml"],
    ["gone.yaml/far", "no file gone.yaml"],
    ["./gameday/first", "no file ./gameday/first"],
  ])("or not: %s", (name, message) => {
    expect(() => load(name)).toThrow(message);
  });
});

describe("a scenario that stands in several files", () => {
  it("extends a stack beside it, or one that comes with Gameday", () => {
    expect(load("shop.yaml").parts.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "Stack stacks/shop.yaml",
      "Variant mine/far.yaml",
    ]);
    expect(load("plain.yaml").parts[0]?.text).toBe(
      readFileSync(join(paths.root, "scenarios", "stacks", "shop.yaml"), "utf8"),
    );
  });

  it("has a digest that a change to any of them changes", () => {
    const before = load("shop.yaml").digest;
    expect(load("shop.yaml/far").digest).toBe(before);
    writeFileSync(
      join(folder, "mine", "far.yaml"),
      "apiVersion: gameday/v1\nkind: Variant\nset: {delayMs: 251}\n",
    );
    expect(load("shop.yaml").digest).not.toBe(before);
  });

  it("is the same again from the copies that a run folder keeps", () => {
    const { text, parts, scenario } = load("shop.yaml", "far");
    const run = join(folder, "run");
    for (const [name, content] of [
      ["scenario.yaml", text],
      ...parts.map((part) => [part.name, part.text]),
    ] as const) {
      mkdirSync(join(run, name ?? "", ".."), { recursive: true });
      writeFileSync(join(run, name ?? ""), content ?? "");
    }
    expect(loadScenario(paths, join(run, "scenario.yaml"), "/", "far").scenario).toEqual(scenario);
  });
});

describe("certificates that a scenario names", () => {
  const { ca, issue } = authority();
  const refusal = (name: string): string => {
    const text = readFileSync(join(folder, "plain.yaml"), "utf8").replace(
      "\nstack:\n",
      `\nstack:\n  mine: {kind: container, container: mine, port: 443, tls: {ca: ${name}}}\n`,
    );
    writeFileSync(join(folder, "own.yaml"), text);
    try {
      validateScenario(paths, "own.yaml", folder);
      return "valid";
    } catch (error) {
      if (!(error instanceof GamedayError)) throw error;
      const lines = text.split("\n");
      const line = lines.findIndex((each) => each.startsWith("  mine:"));
      expect(error.place).toMatchObject({
        file: "own.yaml",
        line: line + 1,
        column: (lines[line]?.indexOf(name) ?? -1) + 1,
      });
      return `${error.code} ${error.message}`;
    }
  };

  it.each([
    ["empty.pem", "", '"empty.pem" holds no certificate'],
    ["key.pem", issue(["shop.test"]).key, '"key.pem" holds no certificate'],
    [
      "broken.pem",
      ca.replace(/\n[^-]/, "\nAAAAAAAA"),
      '"broken.pem" holds a certificate that cannot be read',
    ],
  ])("are looked into: %s", (name, text, message) => {
    writeFileSync(join(folder, name), text);
    expect(refusal(name)).toBe(`GD-S003 ${message}`);
  });

  it("are good when they are certificates", () => {
    writeFileSync(join(folder, "ca.pem"), ca);
    expect(refusal("ca.pem")).toBe("valid");
  });
});
