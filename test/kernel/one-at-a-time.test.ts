import { expect, it } from "vitest";
import { oneAtATime } from "../../src/kernel/one-at-a-time.ts";

it("work in a queue begins when what came before has ended, also badly", async () => {
  const inTurn = oneAtATime();
  const seen: string[] = [];
  const first = Promise.withResolvers<string>();
  const all = [
    inTurn(() => (seen.push("first begins"), first.promise)),
    inTurn(async () => (seen.push("second begins"), "second")),
  ];
  await Promise.resolve();
  expect(seen).toEqual(["first begins"]);
  first.reject(new Error("broken"));
  expect(await Promise.allSettled(all)).toEqual([
    { status: "rejected", reason: new Error("broken") },
    { status: "fulfilled", value: "second" },
  ]);
  expect(seen).toEqual(["first begins", "second begins"]);
});
