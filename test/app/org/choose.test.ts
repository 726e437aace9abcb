import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chooseOrganisation, type OrganisationWish } from "../../../src/app/org/choose.ts";
import { failure } from "../../support/failure.ts";
import { ownFolder } from "../../support/own-folder.ts";

const nothing: OrganisationWish = { given: undefined, profile: undefined, reproducible: false };

/** A folder two below one with an organisation file, and what a wish leads to there. */
function below(text = fileOf("acme")): (wish: Partial<OrganisationWish>) => string {
  const top = ownFolder();
  const cwd = join(top, "services", "shop");
  mkdirSync(cwd, { recursive: true });
  mkdirSync(join(top, "gameday"));
  writeFileSync(join(top, "gameday", "org.yaml"), text);
  writeFileSync(join(cwd, "mine.yaml"), fileOf("mine"));
  return (wish) => {
    const { organisation, why } = chooseOrganisation(cwd, { ...nothing, ...wish });
    return `${organisation.profile.id}: ${why.replace(top, "")}`;
  };
}

const fileOf = (id: string): string =>
  `apiVersion: gameday/v1\nkind: Organisation\nextends: gremlin\nid: ${id}\ntitle: ${id}\n`;

test("--org comes before the scenario's profile, that before a found file", () => {
  const chosen = below();
  expect(chosen({ given: "mine.yaml", profile: "bigeye" })).toBe("mine: --org mine.yaml");
  expect(chosen({ given: "atlassian", profile: "bigeye" })).toBe("atlassian: --org atlassian");
  expect(chosen({ profile: "bigeye" })).toBe("bigeye: the scenario's profile");
  expect(chosen({})).toBe("acme: found in /gameday/org.yaml");
});

test("a Test, a CI and scenario test look for no file, but take one that is given", () => {
  const chosen = below();
  expect(chosen({ reproducible: true })).toBe("gremlin: the default of Tests and of CI");
  expect(chosen({ reproducible: true, given: "mine.yaml" })).toBe("mine: --org mine.yaml");
});

test("without any file it is gremlin", () => {
  const { organisation, why } = chooseOrganisation(ownFolder(), nothing);
  expect(`${organisation.profile.id}: ${why}`).toBe("gremlin: the default");
});

test("a found file with mistakes stops the run with all of them", () => {
  const chosen = below(`${fileOf("acme")}titel: Acme\nstartSeverity: 9\n`);
  const error = failure(() => chosen({}));
  expect(error.code).toBe("GD-S030");
  expect(error.others.map(({ code }) => code)).toEqual(["GD-S004", "GD-S010"]);
});

test("a file that is not there is said with what to do", () => {
  expect(failure(() => below()({ given: "their.yaml" }))).toMatchObject({
    code: "GD-S001",
    hint: "start from one: gameday org show; or take a preset: gremlin, bigeye, pagerduty, atlassian, diabetes",
  });
});
