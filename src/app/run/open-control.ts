import { scenarioSoFar } from "./scenario-so-far.ts";
import { isSimulated } from "../../plan/runtime-names.ts";
import { failure, type Answer, type Asker, type Request } from "../../control/protocol.ts";
import type { ControlPort } from "../../control/port.ts";
import { serve } from "../../control/server.ts";
import { Seats } from "../../control/seats.ts";
import { verbHandler } from "../../control/verbs.ts";
import type { Drill } from "../../engine/drill.ts";
import type { GamedayEvent } from "../../event/event.ts";
import { rolesOf } from "../../incident/rights.ts";
import { personNamed } from "../../incident/team/state.ts";
import { factsOf } from "../../monitor/breach.ts";
import { GamedayError } from "../../kernel/error.ts";
import { matchHere } from "../../kernel/pattern.ts";
import type { Entry } from "../../register/registry.ts";
import { matchApart } from "../../stage/match-apart.ts";
import { userName } from "../../register/user-name.ts";

export interface Control {
  readonly person: Asker;
  readonly scripted: Asker;
  readonly imoc: Asker;
  /** Verbs issued by this actor, through the same handler as the socket. */
  as(
    by: Asker,
  ): (
    verb: string,
    args: Readonly<Record<string, unknown>>,
  ) => Promise<{ ok: boolean; text: string }>;
  close(): Promise<void>;
}

/**
 * Opens a drill's control: the socket for other terminals, and the same handler for the scripted
 * players. Without an entry there is no socket: a simulated drill is over before anyone could type.
 */
export async function openControl(
  drill: Drill,
  entry: Pick<Entry, "socket" | "drill"> | undefined,
): Promise<Control> {
  const seats = new Seats();
  const handle = verbHandler(portOf(drill, entry?.drill, seats));
  const { responder, commander } = drill.profile.onCall;
  const person: Asker = { id: userName(), kind: "person", roles: [] };
  const server =
    entry === undefined
      ? undefined
      : await openSocket(drill, entry.socket, { seats, user: person }, handle);
  return {
    person,
    scripted: { id: "autopilot", kind: "bot", roles: [responder] },
    imoc: { id: "imoc-bot", kind: "bot", roles: [commander] },
    as: (by) => async (verb, args) => {
      const answer = await handle({ verb, args, by: inRoles(drill, by) }).catch((error: unknown) =>
        failure(error),
      );
      return { ok: answer.ok, text: answer.ok ? answer.text : answer.error.message };
    },
    close: async () => server?.close(),
  };
}

/**
 * The socket: requests of other terminals, and all events, past and future, for those who follow.
 * Only the socket's own user can connect, and the name, kind and roles that a client claims are
 * ignored: who has a seat proves it, anyone else is that user.
 */
function openSocket(
  drill: Drill,
  path: string,
  who: { readonly seats: Seats; readonly user: Asker },
  handle: (request: Request) => Promise<Answer>,
): Promise<{ close(): Promise<void> }> {
  const seen: GamedayEvent[] = [];
  const followers = new Set<(event: GamedayEvent) => void>();
  drill.recorder.listen((event) => {
    seen.push(event);
    for (const send of followers) send(event);
  });
  return serve(path, {
    handle: async (request) => handle({ ...request, by: inRoles(drill, askerOf(who, request)) }),
    events: {
      viewer: (request) => {
        const by = askerOf(who, request);
        return () => ({ roles: rolesOf(drill.state.incident, by), truth: false });
      },
      follow: (from, send) => {
        for (const event of seen.slice(from)) send(event);
        followers.add(send);
        return () => followers.delete(send);
      },
    },
  });
}

/** Who asks; a person who joins may still carry the secret of an earlier drill. */
function askerOf({ seats, user }: { seats: Seats; user: Asker }, { seat, verb }: Request): Asker {
  if (seat === undefined) return user;
  const id = seats.holderOf(seat);
  if (id !== undefined) return { id, kind: "person", roles: [] };
  if (verb === "join" || verb === "stop") return user;
  throw new GamedayError("GD-C015", "GAMEDAY_SEAT is not the secret of a seat in this drill", {
    hint: "join it: gameday join --name ana; or act as the user of this machine: unset GAMEDAY_SEAT",
  });
}

/** With the roles that the incident has assigned to them so far. */
function inRoles(drill: Drill, by: Asker): Asker {
  return { ...by, roles: rolesOf(drill.state.incident, by) };
}

function portOf(drill: Drill, id: string | undefined, seats: Seats): ControlPort {
  return {
    seats,
    incident: () => drill.state.incident,
    context: (by) => ({
      exMs: drill.exMs(),
      by,
      contained: drill.state.live?.usersFine ?? true,
      watchMs: drill.plan.scenario.watch,
      facts: drill.state.live === undefined ? { services: [] } : factsOf(drill.state.live.monitor),
    }),
    phase: () => drill.state.phase,
    paused: () => drill.pause.on,
    test: () => drill.plan.scenario.kind === "Test",
    evidence: () => scenarioSoFar(drill).evidence,
    matching: isSimulated(drill.plan.runtime) ? matchHere : matchApart,
    hints: () => scenarioSoFar(drill).hints,
    record: async (inputs) => {
      const events = await drill.recorder.recordAll(inputs);
      await drill.recorder.onDisk();
      return events;
    },
    status: (by) => ({
      you: {
        id: by.id,
        roles: by.roles,
        seat: personNamed(drill.state.incident.team, by.id)?.as === "seat",
      },
      drill: id ?? drill.plan.scenario.id,
      phase: shownPhase(drill),
      exMs: Math.round(drill.exMs()),
      incident: {
        state: drill.state.incident.state,
        level: drill.state.incident.level ?? null,
        name: drill.state.incident.name,
        deadlineEx:
          drill.state.incident.state === "false-alarm" ? null : drill.state.incident.deadlineEx,
      },
    }),
    pause: (by, why) => drill.pause.begin(by, why),
    unpause: (by) => drill.pause.end(by),
    where: (component, account) => {
      const [instance] = drill.stack.instances(component);
      if (instance === undefined) return undefined;
      const { host, port, socket } = instance;
      return {
        host,
        port,
        ...(socket === undefined ? {} : { socket }),
        ...(account === undefined ? {} : { password: drill.ports.passwordOf(account) }),
      };
    },
    stop: (reason, why) => drill.end({ why, detail: reason }),
  };
}

/**
 * Players must notice the fault themselves, so they see the time before and after it as one phase.
 */
function shownPhase({ state: { phase }, pause }: Drill): string {
  if (pause.on) return "paused";
  return phase === "steady" || phase === "break" || phase === "respond" ? "play" : phase;
}
