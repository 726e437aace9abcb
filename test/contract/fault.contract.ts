/**
 * What every fault promises, on every runtime: it works at its target, and its undo, which is data,
 * takes it back for good.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { faults } from "../../src/fault/index.ts";
import type { Undo } from "../../src/event/undo.ts";
import type {
  Fault,
  FaultRequest,
  FaultWorld,
  Trace,
  Verification,
} from "../../src/fault/fault.ts";
import { undo, undone } from "../../src/fault/undo/index.ts";

export interface FaultsUnderTest {
  readonly world: FaultWorld;
  /** A running component to be hurt. */
  readonly component: string;
  /** A journey that may be added to the load. */
  readonly journey: string;
  /** Does the component answer a newcomer? Asked from outside of the runtime. */
  answers(): Promise<boolean>;
  /** Requests that the fault's extra flow has brought to the component so far, counted there. */
  arrived(): Promise<number>;
  /** Resolves when the condition holds; the test's own time-out is the limit. */
  until(condition: () => Promise<boolean>): Promise<void>;
  end(): Promise<void>;
}

interface Case {
  readonly fault: string;
  readonly target: (made: FaultsUnderTest) => string;
  readonly with: (made: FaultsUnderTest) => Record<string, unknown>;
  /** The harm as others see it. */
  readonly hurts: (made: FaultsUnderTest) => Promise<boolean>;
  /** Starts of the component once it is undone. */
  readonly starts: number;
  /** Over as soon as it has happened: nothing of it is left to be taken back. */
  readonly passes?: true;
}

const isDown = async (made: FaultsUnderTest): Promise<boolean> => !(await made.answers());

/** More users than a moment ago. */
async function isCrowded(made: FaultsUnderTest): Promise<boolean> {
  const before = await made.arrived();
  return (await reaches(made, async () => (await made.arrived()) > before, 30)) === true;
}

/** Looks a few times, as long as something may still be on its way. */
async function reaches(
  made: FaultsUnderTest,
  condition: () => Promise<boolean>,
  looks: number,
): Promise<boolean> {
  let [ok, look] = [false, 0];
  await made.until(async () => ((ok = await condition()), (look += 1), ok || look >= looks));
  return ok;
}

const cases: readonly Case[] = [
  {
    fault: "pause",
    target: ({ component }) => component,
    with: () => ({}),
    hurts: isDown,
    starts: 1,
  },
  {
    fault: "kill",
    target: ({ component }) => component,
    with: () => ({}),
    hurts: isDown,
    starts: 2,
  },
  {
    fault: "stop",
    target: ({ component }) => component,
    with: () => ({}),
    hurts: isDown,
    starts: 2,
  },
  {
    fault: "restart",
    target: ({ component }) => component,
    with: () => ({}),
    hurts: () => Promise.resolve(true),
    starts: 2,
    passes: true,
  },
  {
    fault: "load-surge",
    target: () => "load",
    with: ({ journey }) => ({ journey, perSecond: 40 }),
    hurts: isCrowded,
    starts: 1,
  },
];

/**
 * The faults of components and of the load on every runtime; those of links and of containers have
 * suites of their own.
 */
export const coveredFaults: readonly string[] = cases.map(({ fault }) => fault);

/** Runs each fault through its whole life on a runtime. */
export function faultContract(name: string, make: () => Promise<FaultsUnderTest>): void {
  describe.each(cases)(
    `$fault on the ${name} runtime`,
    ({ fault: faultName, target, with: parameters, hurts, starts, passes }) => {
      let made: FaultsUnderTest;
      let fault: Fault<unknown>;
      let request: FaultRequest<unknown>;
      let inverse: Undo;
      let trace: Trace | undefined;

      beforeEach(async () => {
        made = await make();
        trace = undefined;
        fault = faults.get(faultName) as Fault<unknown>;
        request = { id: "harm", target: target(made), with: fault.params.parse(parameters(made)) };
        // As another process would read it from the journal.
        inverse = JSON.parse(JSON.stringify(await fault.undo(request, made.world))) as Undo;
      });
      afterEach(() => made.end());

      const apply = async (): Promise<void> => {
        trace = (await fault.apply(made.world, request)) ?? undefined;
      };
      const verified = async (): Promise<Verification> => {
        let seen: Verification = { ok: false, evidence: "" };
        await made.until(async () => (seen = await fault.verify(made.world, request, trace)).ok);
        return seen;
      };

      it("is not seen to work before it is applied", async () => {
        expect((await fault.verify(made.world, request)).ok).toBe(false);
        expect(await made.answers()).toBe(true);
      });

      it("works at its target, says what was seen there, and hurts those who come", async () => {
        await apply();
        const { ok, evidence } = await verified();
        expect(ok).toBe(true);
        expect(evidence).toMatch(
          request.target === "load"
            ? /requests of "harm"/
            : new RegExp(
                `^${request.target} (is (paused|exited|stopped)|was restarted and is running)$`,
              ),
        );
        expect(await hurts(made)).toBe(true);
        expect(await undone(made.world, inverse)).toMatchObject({ ok: passes === true });
      });

      it("is taken back from data, proven gone, and safe to take back twice", async () => {
        await apply();
        await verified();
        for (let time = 0; time < 2; time += 1) {
          await undo(made.world, inverse);
          expect(await undone(made.world, inverse)).toMatchObject({ ok: true });
          expect((await fault.verify(made.world, request)).ok).toBe(false);
          expect(await made.answers()).toBe(true);
        }
        expect(made.world.power.starts(made.component)).toBe(starts);
      });

      it("can be taken back before it was ever applied, which changes nothing", async () => {
        await undo(made.world, inverse);
        expect(await undone(made.world, inverse)).toMatchObject({ ok: true });
        expect(await made.answers()).toBe(true);
        expect(made.world.power.starts(made.component)).toBe(1);
      });

      it("works again after it was taken back", async () => {
        for (let time = 0; time < 2; time += 1) {
          await apply();
          expect((await verified()).ok).toBe(true);
          await undo(made.world, inverse);
          expect(await undone(made.world, inverse)).toMatchObject({ ok: true });
        }
        expect(await made.answers()).toBe(true);
      });
    },
  );
}
