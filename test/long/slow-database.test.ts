/**
 * slow-database by the three scripted players and with its fix in place, through each proxy server:
 * about four minutes for each.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Summary } from "../../src/metrics/summary.ts";
import { expectNothingLeft, gameday, homeFor, resultOf } from "../e2e/gameday.ts";
import { serverForTests } from "../support/real-server.ts";
import { toxiproxyForTests } from "../support/toxiproxy.ts";

const server = await serverForTests();
const original = await toxiproxyForTests();

interface Played {
  readonly verdict: string;
  readonly summary: Summary;
  readonly lost: number;
}

for (const [name, proxy] of [
  ["embedded", "embedded"],
  ["toxiproxy", original.kind === "toxiproxy" ? original.path : undefined],
] as const) {
  describe.skipIf(server === undefined || proxy === undefined)(
    `slow-database through ${name}`,
    () => {
      const home = homeFor("all");

      /**
       * A busy machine may keep the generator from its schedule: such a run says nothing, and is
       * done again.
       */
      const play = async (...how: string[]): Promise<Played> => {
        for (let attempt = 1; ; attempt += 1) {
          const result = resultOf(
            await gameday(home, [
              "run",
              "slow-database",
              "--seed",
              "7f3a",
              "--json",
              "--ci",
              "--proxy",
              proxy ?? "",
              ...how,
            ]),
          );
          const summary = JSON.parse(
            readFileSync(join(result.runFolder, "summary.json"), "utf8"),
          ) as Summary;
          const newcomer =
            /after \d+ ms/.exec(summary.faults[0]?.verified?.evidence ?? "")?.[0] ?? "";
          process.stderr.write(
            `slow-database ${name} ${how.join(" ")}: ${result.verdict} (${result.reason}), answer ${newcomer}, impact ${Object.values(
              result.impact,
            )
              .map((one) => one.toFixed(1))
              .join(" / ")}\n`,
          );
          const saturated =
            result.verdict === "unknown" && result.reason.startsWith("load generator:");
          if (!saturated || attempt === 4)
            return {
              verdict: result.verdict,
              summary,
              lost: Object.values(result.impact).reduce((sum, one) => sum + one, 0),
            };
        }
      };
      let perfect: Played;

      it("is brought back by larger pools, though the way stays long", async () => {
        perfect = await play("--player", "perfect");
        expect(perfect.verdict).toBe("pass");
        expect(perfect.summary.truth.contained?.by).toBe("players");
        await expectNothingLeft(home);
      });

      it("is not by killing connections, which costs the users more", async () => {
        const wrong = await play("--player", "wrong");
        expect(wrong.verdict).toBe("fail");
        expect(wrong.summary.truth.contained).toBeNull();
        expect(wrong.lost).toBeGreaterThan(perfect.lost);
      });

      it("is not by waiting", async () => {
        expect((await play("--player", "idle")).verdict).toBe("fail");
      });

      it("holds with the larger pools in place, and leaves nothing", async () => {
        expect((await play("--rerun", "bigger-pool")).verdict).toBe("pass");
        await expectNothingLeft(home);
      });
    },
  );
}
