import { expect, it } from "vitest";
import { expectNothingLeft, gameday, homeFor, resultOf } from "../e2e/gameday.ts";
import { engineForTests } from "./docker-stack.ts";

const found = await engineForTests(["app", "postgres"]);
const home = homeFor("all");

it.skipIf(found === undefined)(
  "frozen-postgres passes on containers: what the box office keeps hides a frozen PostgreSQL",
  async () => {
    // The built command has compiled programs: another image than the sources'.
    expect(await gameday(home, ["setup", "images", "app"])).toMatchObject({ code: 0 });
    const args = ["run", "frozen-postgres", "--ci", "--runtime", "docker"];
    const ended = await gameday(home, [...args, "--seed", "7f3a", "--json"]);
    const result = resultOf(ended);
    expect(`${result.verdict}: ${result.reason}`).toMatch(/^pass: every SLI met its objective/);
    await expectNothingLeft(home);
  },
);
