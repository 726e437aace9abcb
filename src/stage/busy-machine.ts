import type { Step } from "../mysql/server/server.ts";
import { parseDuration } from "../kernel/duration.ts";
import { busyPrograms, type Busy } from "../machine/busy-programs.ts";

/** Other programs that use more than this share of the CPUs would be measured with the drill. */
const busyShare = 0.5;
const lookForMs = 500;
const lookAgainMs = 2_000;
const patienceMs = 30_000;

/**
 * Looks at the machine before anything is started, says what is busy, and waits for it a while: the
 * first drill on a laptop that still compiles would else say *unknown*. Then it goes on: rates are
 * calibrated to what is left.
 */
export async function awaitQuiet(
  onStep: (step: Step) => void,
  { env, signal }: { readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<void> {
  const waitMs = parseDuration(env["GAMEDAY_BUSY_WAIT"] ?? "") ?? patienceMs;
  if (waitMs === 0) return;
  const title = "machine";
  const until = performance.now() + waitMs;
  // An interruption is heard by the drill itself, which ends as interrupted.
  const look = (forMs: number): Promise<Busy | undefined> =>
    busyPrograms(forMs, signal).catch(() => undefined);
  let busy = await look(lookForMs);
  if (busy === undefined || !isBusy(busy)) return;
  onStep({
    title,
    state: "start",
    detail: `${busyText(busy)}; waiting up to ${Math.round(waitMs / 1_000)} s`,
  });
  while (isBusy(busy) && performance.now() < until && !signal.aborted) {
    busy = (await look(lookAgainMs)) ?? busy;
    onStep({ title, state: "progress", detail: busyText(busy) });
  }
  if (isBusy(busy))
    onStep({
      title,
      state: "skip",
      detail: `still busy: ${busyText(busy)}. Capacity is measured with what they leave; close them for reliable figures`,
    });
  else onStep({ title, state: "done", detail: "the machine is idle now" });
}

const isBusy = ({ cpus, othersCpus }: Busy): boolean => othersCpus > busyShare * cpus;

/** `other programs use 1.6 of 2 CPUs: node (pid 123), tsc (pid 456)`. */
export function busyText({ cpus, othersCpus, programs }: Busy): string {
  const named = programs
    .filter((program) => program.cpus >= 0.1)
    .slice(0, 3)
    .map(({ name, pid }) => `${name} (pid ${pid})`);
  return `other programs use ${othersCpus.toFixed(1)} of ${cpus} CPUs${named.length === 0 ? "" : `: ${named.join(", ")}`}`;
}
