import { expect, test } from "vitest";
import { hotMysql, only, played } from "../../support/simulated.ts";

test("a verb is answered when what it wrote is on disk, and not before", async () => {
  let answer: unknown;
  let tookMs = 0;
  const { events } = await played(hotMysql(), {
    cutIdleMs: 10_000,
    disk: (clock) => clock.sleep(70),
    acts: [
      {
        atMs: 12_000,
        act: async ({ clock, control }) => {
          const begun = clock.monoMs();
          answer = await control.as(control.person)("note", { text: "looking at it" });
          tookMs = clock.monoMs() - begun;
        },
      },
    ],
  });
  expect(answer).toMatchObject({ ok: true, text: "Noted." });
  expect(tookMs).toBeGreaterThanOrEqual(70);
  expect(only(events, "note.added").map(({ data }) => data.text)).toEqual(["looking at it"]);
});
