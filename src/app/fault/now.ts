import { join } from "node:path";
import { FaultKeeper } from "../../engine/fault-keeper.ts";
import { Recorder } from "../../engine/recorder.ts";
import { linkTarget } from "../../engine/restore-targets.ts";
import { Restoration } from "../../engine/restoration.ts";
import type { EventData, GamedayEvent } from "../../event/event.ts";
import type { Residue } from "../../event/heal.ts";
import { faults } from "../../fault/index.ts";
import { openJournal } from "../../journal/file-journal.ts";
import { exerciseClock } from "../../kernel/clock.ts";
import { GamedayError } from "../../kernel/error.ts";
import { exitCode, type ExitCode } from "../../kernel/exit-code.ts";
import type { ProxyChoice } from "../../proxy/find.ts";
import { describeProxy } from "../../proxy/launch.ts";
import { sweepStack } from "../../watch/sweep-stack.ts";
import { openFaultControl } from "./control.ts";
import { openSingleLink, shown, type SingleLink } from "./link.ts";
import type { SingleFault } from "./wish.ts";
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
  readonly wish: SingleFault;
  readonly choice: ProxyChoice;
  readonly seed: string;
  readonly watch: FaultWatcher;
}

export { chooseProxy } from "../../stage/tools.ts";

/** How the edge sees it. */
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
  /** It worked at its link. */
  readonly verified: boolean;
  /** It lasted as long as it should. */
  readonly whole: boolean;
  readonly residue: readonly Residue[];
  readonly exit: ExitCode;
}

/** Why it is over. */
type End = Extract<EventData["drill.ended"], { why: string }>;

/**
 * One fault on one link, now: journalled and registered as a drill is, and forwarding on after the
 * fault is over until it is told to stop.
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
        const done = await live(request, { entry, recorder, interrupt, spare }, healed);
        healed(done.residue);
        return done;
      } finally {
        await journal.close();
      }
    },
  );
}

async function live(
  request: FaultNowRequest,
  around: Omit<Site, "link">,
  healed: UnderGuard["healed"],
): Promise<FaultDone> {
  const { entry, recorder } = around;
  const { wish, choice, seed, watch } = request;
  await recorder.sure({ type: "drill.planned", data: planned(request, entry.drill) });
  await recorder.sure({ type: "drill.phase", data: { phase: "up" } });
  recorder.record({ type: "drill.note", data: { text: `links through ${describeProxy(choice)}` } });
  let link: SingleLink | undefined;
  try {
    link = await openSingleLink(
      linkHost({
        choice,
        mark: entry.mark,
        seed,
        logFile: join(entry.runFolder, "logs", "proxy.log"),
      }),
      wish,
    );
    const { pid, api } = link.server;
    recorder.record({
      type: "component.state",
      data: {
        component: "fault proxy",
        state: "running",
        detail: api,
        ...(pid === undefined ? {} : { pid }),
      },
    });
    watch.opened({ address: link.address, upstream: shown(wish.upstream) });
    return await applyAndForward(request, { ...around, link });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    healed(
      await heal(around, {
        end: { why: "error", detail },
        link,
        keeper: undefined,
        restoration: undefined,
      }),
    );
    throw error;
  }
}

interface Site {
  readonly entry: Entry;
  readonly recorder: Recorder;
  readonly interrupt: Interrupt;
  /** The watchdog, which healing leaves alone. */
  readonly spare: () => readonly number[];
  readonly link: SingleLink;
}

async function applyAndForward({ wish }: FaultNowRequest, site: Site): Promise<FaultDone> {
  const { entry, recorder, interrupt, link } = site;
  const over = new AbortController();
  const stop = (end: End): void => over.abort(end);
  const onSignal = (): void => stop({ why: "interrupted", detail: "interrupted" });
  interrupt.signal.addEventListener("abort", onSignal, { once: true });
  if (interrupt.signal.aborted) onSignal();
  void link.gone.then((how) => stop({ why: "error", detail: `the fault proxy is gone: ${how}` }));
  const keeper = new FaultKeeper(link.world, faults, recorder, realClock);
  const restoration = new Restoration(recorder, realClock);
  const since = realClock.monoMs();
  const state = { active: true, whole: wish.forMs === undefined };
  const control = await openFaultControl(entry, {
    stop: (reason) => stop({ why: "stopped", detail: reason }),
    status: () => statusText(wish, link, state.active, since),
  });
  const { name } = wish.fault;
  await restoration.capture([linkTarget(link.address, link.world.links)]);
  await recorder.sure({ type: "drill.phase", data: { phase: "break" } });
  const ended = new Promise<void>((resolve) =>
    over.signal.addEventListener("abort", () => resolve(), { once: true }),
  );
  const verified = over.signal.aborted
    ? false
    : await keeper
        .apply(
          {
            id: name,
            fault: name,
            target: link.address,
            atMs: 0,
            forMs: wish.forMs,
            with: { ...wish.parameters },
          },
          wish.parameters,
          over.signal,
        )
        .catch(() => false);
  if (wish.forMs !== undefined && verified) {
    state.whole = await realClock
      .sleep(wish.forMs - (realClock.monoMs() - since), over.signal)
      .then(
        () => true,
        () => false,
      );
    if (state.whole) await keeper.undo(name, "ended");
    state.active = !state.whole;
    if (state.whole)
      recorder.record({
        type: "drill.note",
        data: { text: "the fault is over; forwarding goes on until Ctrl-C" },
      });
  }
  if (verified) await ended;
  const end: End = over.signal.aborted
    ? (over.signal.reason as End)
    : { why: "gate", detail: `${name} does not work on ${link.address}` };
  const residue = await heal(site, { end, link, keeper, restoration });
  await control.close();
  if (end.why === "error") throw new GamedayError("GD-P001", end.detail);
  return {
    drill: entry.drill,
    runFolder: entry.runFolder,
    address: link.address,
    verified,
    whole: state.whole,
    residue,
    exit: exitOf({ verified, whole: state.whole, residue, end, interrupt }),
  };
}

interface Remains {
  readonly end: End;
  readonly link: SingleLink | undefined;
  readonly keeper: FaultKeeper | undefined;
  readonly restoration: Restoration | undefined;
}

/** Ends the fault if it is there still, then the forwarding, and proves that nothing is left. */
async function heal(
  { recorder, entry, spare }: Omit<Site, "link">,
  { end, link, keeper, restoration }: Remains,
): Promise<readonly Residue[]> {
  const startMs = realClock.monoMs();
  recorder.heal();
  await recorder.sure({ type: "heal.started", data: { why: end.detail } });
  for (const id of keeper?.active ?? []) await keeper?.undo(id, "heal");
  const differs = (await restoration?.check()) ?? [];
  await link?.close();
  const left = await sweepStack(entry, spare());
  const residue = [...differs, ...left];
  await recorder.sure({
    type: "heal.done",
    data: { residue, tookMs: Math.round(realClock.monoMs() - startMs) },
  });
  await recorder.sure({ type: "drill.ended", data: end });
  await recorder.sure({ type: "drill.phase", data: { phase: "over" } });
  return residue;
}

/** Ctrl-C is the way to end it, and only before its time is over an interruption. */
function exitOf({
  verified,
  whole,
  residue,
  end,
  interrupt,
}: Pick<FaultDone, "verified" | "whole" | "residue"> & {
  end: End;
  interrupt: Interrupt;
}): ExitCode {
  if (residue.length > 0) return exitCode.healFailed;
  if (interrupt.exit !== undefined && !(whole && interrupt.exit === exitCode.interrupted))
    return interrupt.exit;
  return verified || end.why === "stopped" ? exitCode.pass : exitCode.unknown;
}

function statusText(
  { fault, upstream, forMs }: SingleFault,
  link: SingleLink,
  active: boolean,
  since: number,
): { text: string; data: unknown } {
  const leftMs =
    forMs === undefined ? undefined : Math.max(0, Math.round(forMs - (realClock.monoMs() - since)));
  const left = leftMs === undefined ? "until Ctrl-C" : `for ${Math.ceil(leftMs / 1_000)} s more`;
  const what = active ? `${fault.name} ${left}` : `${fault.name} is over; it forwards`;
  return {
    text: `${what}  ${link.address} → ${shown(upstream)}`,
    data: {
      fault: fault.name,
      listen: link.address,
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
