import { join } from "node:path";
import type { ControlServer } from "../../control/server.ts";
import { Recorder } from "../../engine/recorder.ts";
import { SingleFault, type SingleOutcome } from "../../engine/single-fault.ts";
import type { EventData, GamedayEvent } from "../../event/event.ts";
import type { Residue } from "../../event/heal.ts";
import { faults } from "../../fault/index.ts";
import { openJournal } from "../../journal/file-journal.ts";
import { exerciseClock } from "../../kernel/clock.ts";
import { exitCode, type ExitCode } from "../../kernel/exit-code.ts";
import type { ProxyChoice } from "../../proxy/find.ts";
import { describeProxy } from "../../proxy/launch.ts";
import { sweepStack } from "../../watch/sweep-stack.ts";
import { openFaultControl } from "./control.ts";
import { openSingleLink, shown } from "./link.ts";
import type { CheckedFault } from "./wish.ts";
import type { Interrupt } from "../run/interrupt.ts";
import { linkHost } from "../../stage/link-host.ts";
import { thisHost } from "../../stage/machine.ts";
import { version, type Paths } from "../../register/paths.ts";
import { keepCalls } from "../../register/call-log.ts";
import { realClock } from "../../register/real-clock.ts";
import { registerRun } from "../../register/register-run.ts";
import { Registry, type Entry } from "../../register/registry.ts";
import { underGuard, type UnderGuard } from "../run/under-guard.ts";

export interface FaultNowRequest {
  readonly paths: Paths;
  readonly wish: CheckedFault;
  readonly choice: ProxyChoice;
  readonly seed: string;
  readonly watch: FaultWatcher;
}

export { chooseProxy } from "../../stage/tools.ts";

/** What is reported about a fault while it runs. */
export interface FaultWatcher {
  /** It has its id and its folder. */
  planned(drill: string, runFolder: string): void;
  /** Clients may connect. */
  opened(link: { readonly address: string; readonly upstream: string }): void;
  event(event: GamedayEvent): void;
  say(text: string): void;
}

export interface FaultDone {
  readonly drill: string;
  readonly runFolder: string;
  readonly address: string;
  /** It affected traffic on its link. */
  readonly verified: boolean;
  /** It lasted as long as it should. */
  readonly whole: boolean;
  readonly residue: readonly Residue[];
  readonly exit: ExitCode;
}

/**
 * One fault on one link, now: journalled and registered like a drill. The link forwards on after
 * the fault is over, until it is stopped.
 */
export async function faultNow(request: FaultNowRequest): Promise<FaultDone> {
  const { paths, wish, seed, watch } = request;
  const registry = new Registry(paths.state);
  const scenario = `fault-${wish.fault.name}`;
  const entry = registerRun(paths, registry, {
    wallMs: realClock.wallMs(),
    scenario,
    seed,
    runtime: "process",
    kind: "fault",
    limitMs: 7 * 86_400_000,
    files: {},
  });
  watch.planned(entry.drill, entry.runFolder);
  keepCalls(entry.runFolder, { sealed: false });
  return underGuard(
    {
      entry,
      registry,
      clock: realClock,
      say: watch.say,
      healing: "the fault and the forwarding end",
    },
    async ({ interrupt, spare, begins, healed }) => {
      const exercise = exerciseClock(realClock);
      const journal = await openJournal(join(entry.runFolder, "events.jsonl"), {
        clock: realClock,
        exMs: () => exercise.exMs(),
      });
      const recorder = new Recorder(journal);
      recorder.listen(watch.event);
      begins();
      try {
        return await perform(request, { entry, recorder, interrupt, spare }, healed);
      } finally {
        await journal.close();
      }
    },
  );
}

interface Site {
  readonly entry: Entry;
  readonly recorder: Recorder;
  readonly interrupt: Interrupt;
  /** The watchdog, which healing leaves alone. */
  readonly spare: () => readonly number[];
}

/** The engine's single fault with this machine's proxy, socket and processes. */
async function perform(
  request: FaultNowRequest,
  { entry, recorder, interrupt, spare }: Site,
  healed: UnderGuard["healed"],
): Promise<FaultDone> {
  const { wish, choice, watch } = request;
  const { name } = wish.fault;
  const host = linkHost({
    choice,
    mark: entry.mark,
    seed: request.seed,
    logFile: join(entry.runFolder, "logs", "proxy.log"),
  });
  let address = shown(wish.listen);
  let control: ControlServer | undefined;
  const single = new SingleFault(
    {
      planned: planned(request, entry.drill),
      choices: [`links through ${describeProxy(choice)}`],
      fault: { fault: name, forMs: wish.forMs, with: { ...wish.parameters } },
    },
    {
      clock: realClock,
      recorder,
      faults,
      open: () => openSingleLink(host, wish),
      opened: async (at) => {
        address = at;
        watch.opened({ address, upstream: shown(wish.upstream) });
        control = await openFaultControl(entry, {
          stop: (reason) => single.end({ why: "stopped", detail: reason }),
          status: () => statusText(wish, address, single),
        });
      },
      sweep: () => sweepStack(entry, spare()),
    },
  );
  const done = await single.perform(interrupt.signal);
  healed(done.residue);
  await control?.close();
  if (done.error !== undefined) throw done.error;
  const { verified, whole, residue } = done;
  const { drill, runFolder } = entry;
  const exit = exitOf(done, interrupt);
  return { drill, runFolder, address, verified, whole, residue, exit };
}

/**
 * Ctrl-C is the way to end it; it counts as an interruption only before the fault's time is over.
 */
function exitOf(
  { verified, whole, residue, ending }: SingleOutcome,
  interrupt: Interrupt,
): ExitCode {
  if (residue.length > 0) return exitCode.healFailed;
  if (interrupt.exit !== undefined && !(whole && interrupt.exit === exitCode.interrupted))
    return interrupt.exit;
  return verified || ending.why === "stopped" ? exitCode.pass : exitCode.unknown;
}

function statusText(
  { fault, upstream }: CheckedFault,
  address: string,
  { active, leftMs }: SingleFault,
): { text: string; data: unknown } {
  const left = leftMs === undefined ? "until Ctrl-C" : `for ${Math.ceil(leftMs / 1_000)} s more`;
  const what = active ? `${fault.name} ${left}` : `${fault.name} is over; it forwards`;
  return {
    text: `${what}  ${address} → ${shown(upstream)}`,
    data: {
      fault: fault.name,
      listen: address,
      upstream: shown(upstream),
      active,
      leftMs: active ? (leftMs ?? null) : 0,
    },
  };
}

function planned({ wish, seed }: FaultNowRequest, drill: string): EventData["drill.planned"] {
  const { fault, listen, upstream } = wish;
  return {
    drill,
    seed,
    runtime: "process",
    runtimeWhy: "a single fault runs no stack",
    player: "person",
    scenario: `fault-${fault.name}`,
    title: `${fault.name} on ${shown(listen)} → ${shown(upstream)}`,
    kind: "Test",
    scenarioVersion: 1,
    digest: "",
    timeScale: 1,
    profile: "",
    gameday: version(),
    host: thisHost(),
  };
}
