import { call } from "../../control/client.ts";
import { realClock } from "../../register/real-clock.ts";
import { seenHere, type Entry, type Registry } from "../../register/registry.ts";
import { youngInEngine } from "../../watch/strays.ts";
import { asker } from "../../register/user-name.ts";

/**
 * May a drill that began elsewhere still be running? Not once its time in the register is over; if
 * it has containers, their engine must confirm that by its own clock.
 */
export async function mayRunElsewhere(entry: Entry, registry: Registry): Promise<boolean> {
  if (entry.ended !== undefined || seenHere(entry) !== "elsewhere") return false;
  return (
    registry.life(entry) === "elsewhere" ||
    (entry.engine !== undefined && (await youngInEngine(entry.engine, entry)))
  );
}

/**
 * Asks a drill elsewhere to end, over its socket where we share that, and waits until it has; false
 * when it does not answer.
 */
export async function endsElsewhere(
  { drill, socket }: Entry,
  registry: Registry,
  reason: string,
  withinMs: number,
): Promise<boolean> {
  const heard = await call(
    socket,
    { verb: "stop", args: { reason }, ...asker(process.env) },
    10_000,
  ).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!heard) return false;
  const ended = (): boolean => registry.read(drill)?.ended !== undefined;
  for (const until = realClock.monoMs() + withinMs; !ended() && realClock.monoMs() < until;)
    await realClock.sleep(100);
  return ended();
}
