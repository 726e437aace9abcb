import type { Undo } from "../event/undo.ts";
import { fullText, GamedayError } from "../kernel/error.ts";
import { isServerGone } from "../proxy/toxiproxy-http.ts";
import { part, type FaultWorld, type Verification } from "./fault.ts";
import { stateOfLink } from "./link-fault.ts";
import { isHeldTo } from "./memory.ts";

/**
 * Takes a fault back from its data. Safe to repeat: every inverse leads to a state, not by a step.
 */
export async function undo(world: FaultWorld, data: Undo): Promise<void> {
  if ("target" in data && data.do !== "rejoin") await refuseGone(world, data.target);
  switch (data.do) {
    case "resume":
      return world.power.resume(data.target);
    case "start":
      return world.power.start(data.target);
    case "end-flow":
      return world.surge.end(data.flow);
    case "remove-toxic":
      return whileServed(async () => {
        for (const toxic of data.toxics)
          await world.links.proxy(data.api).removeToxic(data.link, toxic);
      }, undefined);
    case "enable-link":
      return whileServed(
        async () => void (await world.links.proxy(data.api).setEnabled(data.link, true)),
        undefined,
      );
    case "heal-links":
      return whileServed(
        async () =>
          void (await Promise.all(
            data.links.flatMap(({ link, toxics }) =>
              toxics.map((toxic) => world.links.proxy(data.api).removeToxic(link, toxic)),
            ),
          )),
        undefined,
      );
    case "allow":
      return part(world, "limits").allow(data.target, data.limits);
    case "rejoin":
      return rejoin(world, data);
    case "remove-file":
      return part(world, "disk").remove(data.target, data.file);
    case "end-sessions":
      return world.sessions?.end(data.sessions);
    default:
      return data satisfies never;
  }
}

/** A container of the user's own may be removed, or made again, while it is broken. */
async function refuseGone({ power }: FaultWorld, target: string): Promise<void> {
  const gone = await power.whyGone?.(target);
  if (gone !== undefined)
    throw new GamedayError("GD-H001", gone, {
      hint: `nothing of it can be undone; give it up: gameday stop --forget ${target}`,
    });
}

/** Each by itself: one that is gone, or is not taken back, keeps none of the others away. */
async function rejoin(
  world: FaultWorld,
  { places }: Extract<Undo, { do: "rejoin" }>,
): Promise<void> {
  const failed: string[] = [];
  for (const [component, wanted] of Object.entries(places)) {
    try {
      await refuseGone(world, component);
      await part(world, "network").restore(component, wanted);
    } catch (error) {
      failed.push(fullText(error));
    }
  }
  if (failed.length > 0) throw new GamedayError("GD-H001", failed.join("; "));
}

/** A proxy server that is gone has taken its links, and what was done to them, with it. */
async function whileServed<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isServerGone(error)) return otherwise;
    throw error;
  }
}

/** Proves that a fault is gone at its target. */
export async function undone(world: FaultWorld, data: Undo): Promise<Verification> {
  switch (data.do) {
    case "resume": {
      // Dead is not frozen: what ended it is another fault's, or its supervisor's, to take back.
      const state = await world.power.state(data.target);
      return { ok: state !== "paused", evidence: `${data.target} is ${state}` };
    }
    case "start": {
      const state = await world.power.state(data.target);
      return { ok: state === "running", evidence: `${data.target} is ${state}` };
    }
    case "end-flow": {
      const rate = world.surge.perSecond(data.flow);
      return {
        ok: rate === 0,
        evidence:
          rate === 0 ? `"${data.flow}" sends nothing` : `"${data.flow}" still sends ${rate}/s`,
      };
    }
    case "remove-toxic":
    case "enable-link":
      return whileServed(() => linkIsWhole(world, data), {
        ok: true,
        evidence: `the proxy server of ${data.link} is gone, and the fault with it`,
      });
    case "heal-links":
      return whileServed(() => linksAreWhole(world, data), {
        ok: true,
        evidence: "the proxy server of these links is gone, and the fault with it",
      });
    case "allow":
      return limitsAreBack(world, data);
    case "rejoin":
      return placesAreBack(world, data);
    case "remove-file": {
      const there = await part(world, "disk").exists(data.target, data.file);
      return {
        ok: !there,
        evidence: `${data.file} is ${there ? "still in" : "gone from"} ${data.target}`,
      };
    }
    case "end-sessions": {
      // Sessions end with the process that holds them: whoever heals for a dead one has none to
      // end.
      const { count } = (await world.sessions?.look(data.sessions)) ?? { count: 0 };
      return {
        ok: count === 0,
        evidence:
          count === 0
            ? `no session of "${data.sessions}" on ${data.target}`
            : `${count} sessions of "${data.sessions}" still on ${data.target}`,
      };
    }
    default:
      return data satisfies never;
  }
}

async function limitsAreBack(
  world: FaultWorld,
  { target, limits }: Extract<Undo, { do: "allow" }>,
): Promise<Verification> {
  const [now, held] = await Promise.all([
    part(world, "limits").allowance(target),
    part(world, "limits").inForce(target),
  ]);
  // A server that wrote a limit down has not yet set it.
  if (
    typeof limits.memoryBytes === "number" &&
    held.memoryBytes !== undefined &&
    !isHeldTo(held.memoryBytes, limits.memoryBytes)
  )
    return {
      ok: false,
      evidence: `${target} is still held to ${held.memoryBytes} bytes of memory`,
    };
  const bounds = Object.keys(limits) as (keyof typeof limits)[];
  const off = bounds.filter((bound) => (now[bound] ?? null) !== (limits[bound] ?? null));
  const tell = (bound: keyof typeof limits): string =>
    `${boundText[bound]} ${now[bound] ?? "none"}`;
  return {
    ok: off.length === 0,
    evidence: `${target} has ${(off.length === 0 ? bounds : off).map(tell).join(", ")}${off.length === 0 ? " as before" : ""}`,
  };
}

const boundText = {
  cpus: "a limit of cores of",
  memoryBytes: "a memory limit of",
  memoryAndSwapBytes: "a limit of memory and swap of",
} as const;

async function placesAreBack(
  world: FaultWorld,
  { places }: Extract<Undo, { do: "rejoin" }>,
): Promise<Verification> {
  const network = part(world, "network");
  const off: string[] = [];
  for (const [component, wanted] of Object.entries(places)) {
    const lost = await network.lost(component);
    if (lost.length > 0) off.push(`${component} is not connected to ${lost.join(", ")}`);
    else if (JSON.stringify(await network.attachments(component)) !== JSON.stringify(wanted))
      off.push(`${component} is not on the networks that it was on`);
  }
  return {
    ok: off.length === 0,
    evidence:
      off.length === 0
        ? `${Object.keys(places).join(", ")} back on every network, under the same names`
        : off.join("; "),
  };
}

async function linkIsWhole(
  world: FaultWorld,
  data: Extract<Undo, { link: string }>,
): Promise<Verification> {
  const link = await stateOfLink(world, data.api, data.link);
  if (link === undefined) return { ok: true, evidence: `${data.link} is no longer there` };
  if (data.do === "enable-link")
    return {
      ok: link.enabled,
      evidence: `the proxy ${link.enabled ? "serves" : "still does not serve"} ${data.link}`,
    };
  const left = link.toxics.filter(({ name }) => data.toxics.includes(name)).map(({ name }) => name);
  return {
    ok: left.length === 0,
    evidence:
      left.length === 0
        ? `the proxy holds nothing of it on ${data.link} any more`
        : `the proxy still holds ${left.join(" and ")} on ${data.link}`,
  };
}

async function linksAreWhole(
  world: FaultWorld,
  { api, links }: Extract<Undo, { do: "heal-links" }>,
): Promise<Verification> {
  const states = await world.links.proxy(api).snapshot();
  const left = links
    .filter(({ link, toxics }) =>
      states.find(({ name }) => name === link)?.toxics.some(({ name }) => toxics.includes(name)),
    )
    .map(({ link }) => link);
  return {
    ok: left.length === 0,
    evidence:
      left.length === 0
        ? `the proxy holds nothing of it on any of ${links.length} links`
        : `the proxy still holds some of it on ${left.join(", ")}`,
  };
}

/** The inverse in words, for plans and reports. */
export function describeUndo(data: Undo): string {
  switch (data.do) {
    case "resume":
      return `resume ${data.target}`;
    case "start":
      return `start ${data.target}`;
    case "end-flow":
      return `end the flow "${data.flow}"`;
    case "remove-toxic":
      return `take ${data.toxics.join(" and ")} off ${data.link}`;
    case "enable-link":
      return `let ${data.link} pass again`;
    case "heal-links":
      return `take it off ${data.links.length > 3 ? `${data.links.length} links` : data.links.map(({ link }) => link).join(", ")}`;
    case "allow":
      return `${data.target}: ${Object.entries(data.limits)
        .map(([bound, value]) => `${boundText[bound as keyof typeof boundText]} ${value ?? "none"}`)
        .join(", ")} again`;
    case "rejoin":
      return `put ${Object.keys(data.places).join(", ")} back on ${[
        ...new Set(
          Object.values(data.places)
            .flat()
            .map(({ network }) => network),
        ),
      ].join(", ")}`;
    case "remove-file":
      return `remove ${data.file} from ${data.target}`;
    case "end-sessions":
      return `end the sessions of "${data.sessions}" on ${data.target}`;
    default:
      return data satisfies never;
  }
}
