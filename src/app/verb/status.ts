import { call } from "../../control/client.ts";
import type { Answer } from "../../control/protocol.ts";
import { originText } from "../../journal/origin.ts";
import { readEndedLine } from "../../register/ended-run.ts";
import { holdText, readHold } from "../../register/stop-switch.ts";
import { findPaths } from "../../register/paths.ts";
import { Registry, type Entry, type Life } from "../../register/registry.ts";
import { actorWords } from "../../wording/actor.ts";
import { asker } from "../../register/user-name.ts";

export interface DrillStatus {
  readonly drill: string;
  readonly life: Life;
  readonly runFolder: string;
  /** For a dead drill: its watchdog is alive and heals it. */
  readonly healing?: boolean;
  /** For a drill elsewhere: its host and pid namespace. */
  readonly where?: string;
  /** What a running drill reports about itself. */
  readonly says?: {
    readonly text: string;
    readonly next: readonly string[];
    readonly data?: unknown;
  };
}

/** The drills that run or died unhealed, and the last that ended; or the named one. */
export async function status(
  drill: string | undefined,
): Promise<{ data: unknown; lines: readonly string[] }> {
  const { state } = findPaths(process.env, process.cwd());
  const registry = new Registry(state);
  const held = readHold(state);
  const entries = drill === undefined ? relevant(registry) : [registry.pick(drill)];
  const all = await Promise.all(entries.map((entry) => look(entry, registry)));
  const lines = all.flatMap((one) => {
    const { drill: id, life, says } = one;
    const rest =
      says === undefined
        ? []
        : [
            ...says.text.split("\n").map((line) => `  ${line}`),
            ...(says.next.length === 0 ? [] : [`  next    ${says.next.join("    ")}`]),
          ];
    return [
      `${id}  ${life}`,
      ...rest,
      ...youLine(says?.data),
      `  ${whatNow(one, entries.find(({ drill: that }) => that === id)?.kind)}`,
    ];
  });
  if (lines.length === 0)
    lines.push(
      "no drill is running",
      ...(held === undefined ? ["  next    gameday run hot-mysql"] : []),
    );
  if (held !== undefined)
    lines.push(
      `blocked  no new drill starts: ${holdText(held)}`,
      "  next    gameday stop --release",
    );
  return { data: { type: "status", v: 1, drills: all, held: held ?? null }, lines };
}

function whatNow(
  { drill, life, runFolder, healing, where }: DrillStatus,
  kind: Entry["kind"],
): string {
  if (healing === true) return "it crashed; its watchdog is healing it";
  switch (life) {
    case "running":
      return `folder  ${runFolder}`;
    case "dead":
      return `it crashed and was not healed; heal it: gameday stop ${drill}`;
    case "elsewhere":
      return `it runs on ${where ?? ""}, which cannot be seen from here; if that host is gone: gameday stop ${drill} --elsewhere`;
    case "ended":
      return readEndedLine({ drill, runFolder, ...(kind === undefined ? {} : { kind }) });
    default:
      return life satisfies never;
  }
}

function relevant(registry: Registry): readonly Entry[] {
  const all = registry.list();
  const open = all.filter((entry) => registry.life(entry) !== "ended");
  return open.length > 0 ? open : all.slice(-1);
}

async function look(entry: Entry, registry: Registry): Promise<DrillStatus> {
  const life = registry.life(entry);
  const base = {
    drill: entry.drill,
    life,
    runFolder: entry.runFolder,
    ...(life === "dead" && registry.isGuarded(entry) ? { healing: true } : {}),
    ...(life === "elsewhere" ? { where: originText(entry.origin) } : {}),
  };
  if (life !== "running") return base;
  try {
    const answer = await call(
      entry.socket,
      { verb: "status", args: {}, ...asker(process.env) },
      5_000,
    );
    return { ...base, says: answer.ok ? answer : refused(answer) };
  } catch {
    return {
      ...base,
      says: { text: "the drill does not respond yet: it is starting or cleaning up", next: [] },
    };
  }
}

function refused({ error }: Extract<Answer, { ok: false }>): NonNullable<DrillStatus["says"]> {
  return { text: error.message, next: error.hint === undefined ? [] : [error.hint] };
}

/** As whom the drill takes what is typed here. */
function youLine(data: unknown): readonly string[] {
  if (typeof data !== "object" || data === null || !("you" in data)) return [];
  const { id, roles, seat } = data.you as {
    id: string;
    roles: readonly string[];
    seat: boolean;
  };
  const who = actorWords({ id, kind: "person", roles });
  return [
    seat
      ? `  you     ${who}`
      : `  you     ${who}: the drill trusts this machine's user; a seat of your own: gameday join --name …`,
  ];
}
