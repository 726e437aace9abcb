/**
 * What the faults of containers promise: they work where they strike, as the container itself and
 * its neighbours feel it, and leave nothing behind.
 */
import type { Facts } from "../../src/event/facts.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Undo } from "../../src/event/undo.ts";
import type { Fault, FaultRequest, FaultWorld, Trace } from "../../src/fault/fault.ts";
import { faults } from "../../src/fault/index.ts";
import { undo, undone } from "../../src/fault/undo/index.ts";

export interface ContainersUnderTest {
  readonly world: FaultWorld;
  /**
   * Two containers that see each other, `a` and `b`: with a limit of 64 MiB, and a volume of 8 MiB
   * at `/scratch`.
   */
  facts(id: "a" | "b"): Promise<Facts>;
  /** Runs a shell line inside of a container. */
  sh(id: "a" | "b", line: string): Promise<{ exit: number; stdout: string }>;
  end(): Promise<void>;
}

interface Case {
  readonly fault: string;
  readonly with: Record<string, unknown>;
  /** The harm as it is felt inside; false before and after. */
  readonly felt: (made: ContainersUnderTest) => Promise<boolean>;
  readonly evidence: RegExp;
}

/** By name, as a neighbour would. */
const reaches = async (
  sh: ContainersUnderTest["sh"],
  from: "a" | "b",
  to: string,
): Promise<boolean> =>
  (
    await sh(
      from,
      `at=$(timeout 1 nslookup ${to} | awk '/^Address: /{print $2}'); [ -n "$at" ] && printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 1 "$at" 80`,
    )
  ).stdout.includes("200 OK");

const cases: readonly Case[] = [
  {
    fault: "cpu",
    with: { cores: 0.2 },
    felt: async ({ sh }) =>
      /^(20000|20000 100000)$/m.test(
        (
          await sh(
            "a",
            "cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us 2>/dev/null || cat /sys/fs/cgroup/cpu.max",
          )
        ).stdout,
      ),
    evidence: /^a may use 0\.2 cores; (never throttled|throttled in \d+ of \d+ periods)/,
  },
  {
    fault: "memory",
    with: { mebibytes: 16 },
    felt: async ({ sh }) =>
      (
        await sh(
          "a",
          "cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max",
        )
      ).stdout.trim() === String(16 * 1024 * 1024),
    evidence: /^a may use 16 MiB; .*of 16 MiB in use$/,
  },
  {
    fault: "disk-fill",
    with: { folder: "/scratch" },
    felt: async ({ sh }) =>
      (await sh("a", "head -c 200000 /dev/zero >/scratch/news && rm /scratch/news")).exit !== 0,
    evidence: /^\d+ of 8192 KiB are free at \/scratch in a$/,
  },
  {
    fault: "disconnect",
    with: {},
    felt: async ({ sh }) => !(await reaches(sh, "b", "a")) && !(await reaches(sh, "a", "b")),
    evidence: /^a has left \S+$/,
  },
];

export const containerFaults: readonly string[] = cases.map(({ fault }) => fault);

/** Runs each fault through its whole life on containers. */
export function containerFaultContract(
  name: string,
  make: () => Promise<ContainersUnderTest>,
): void {
  describe.each(cases)(
    `$fault on ${name}`,
    ({ fault: faultName, with: parameters, felt, evidence }) => {
      let made: ContainersUnderTest;
      let fault: Fault<unknown>;
      let request: FaultRequest<unknown>;
      let before: Facts;
      let trace: Trace | undefined;

      beforeEach(async () => {
        made = await make();
        fault = faults.get(faultName) as Fault<unknown>;
        request = {
          id: "harm",
          target: "a",
          ...(fault.target === "group" ? { members: ["a"] } : {}),
          with: fault.params.parse(parameters),
        };
        before = await made.facts("a");
      });
      afterEach(() => made.end());

      const inverseOf = async (): Promise<Undo> =>
        JSON.parse(JSON.stringify(await fault.undo(request, made.world))) as Undo;
      const verify = () => fault.verify(made.world, request, trace);

      it("finds nothing in its way, and is not seen to work before it is applied", async () => {
        expect(await fault.obstacle?.(made.world, request)).toBeUndefined();
        expect(await verify()).toMatchObject({ ok: false });
        expect(await felt(made)).toBe(false);
      });

      it("works, is taken back from data by whoever has it, twice safely, and leaves everything as it was", async () => {
        const inverse = await inverseOf();
        for (let time = 0; time < 2; time += 1) {
          trace = (await fault.apply(made.world, request)) ?? undefined;
          const seen = await verify();
          expect(seen.evidence).toMatch(evidence);
          expect(seen.ok).toBe(true);
          expect(await felt(made)).toBe(true);
          expect(await undone(made.world, inverse)).toMatchObject({ ok: false });
          await undo(made.world, inverse);
          await undo(made.world, inverse);
          expect(await undone(made.world, inverse)).toMatchObject({ ok: true });
          expect(await verify()).toMatchObject({ ok: false });
          expect(await felt(made)).toBe(false);
          expect(await made.facts("a")).toEqual(before);
        }
      });

      it("can be taken back before it was ever applied, which changes nothing", async () => {
        const inverse = await inverseOf();
        await undo(made.world, inverse);
        expect(await undone(made.world, inverse)).toMatchObject({ ok: true });
        expect(await made.facts("a")).toEqual(before);
      });
    },
  );
}
