/** Coming, going, and who is here. */
import type { EventInput } from "../event/event.ts";
import type { Decision } from "../incident/command.ts";
import { decide } from "../incident/decide.ts";
import { allRoles, roleOf } from "../org/profile.ts";
import { rolesOf } from "../incident/rights.ts";
import { briefLines, briefOf } from "../incident/team/brief.ts";
import { personNamed } from "../incident/team/state.ts";
import { roleTitle } from "../incident/wording.ts";
import { GamedayError } from "../kernel/error.ts";
import type { ArgsOf } from "../verb/index.ts";
import type { Acts } from "./act.ts";
import { nextOf, signed } from "./next.ts";
import type { ControlPort } from "./port.ts";
import type { Answer, Asker, Request } from "./protocol.ts";
import { rosterLines, rosterOf } from "./roster.ts";

export const seatVerbs: Acts<"join" | "leave" | "roster" | "handoff.brief"> = {
  join,
  leave,
  "handoff.brief": async (port, { by }) => {
    const incident = port.incident();
    const offer = incident.team.offers.find(({ to }) => to === by.id);
    const brief = offer?.brief ?? briefOf(incident);
    return {
      ok: true,
      text: [
        ...(offer === undefined
          ? []
          : [`${offer.from} offers you ${roleTitle(incident, offer.role)}.`]),
        ...briefLines(brief, port.context(by).exMs),
      ].join("\n"),
      next: nextOf(port, by),
      data: { brief },
    };
  },
  roster: async (port, { by }) => {
    const roster = rosterOf(port.incident(), port.context(by).exMs);
    return {
      ok: true,
      text: rosterLines(roster).join("\n"),
      next: nextOf(port, by),
      data: { you: by.id, roster },
    };
  },
};

async function join(
  port: ControlPort,
  request: Request,
  { name, role }: ArgsOf<"join">,
): Promise<Answer> {
  refuseEnded(port);
  const id = freeName(port, request, name);
  const again = id === request.by.id && request.seat !== undefined;
  const by: Asker = { id, kind: "person", roles: [] };
  const claimed = role === undefined ? undefined : claimOf(port, by, role);
  const seat = again ? request.seat : port.seats.give(id);
  const joined: EventInput = { type: "person.joined", data: { person: id, as: "seat" } };
  await port.record([
    ...(again ? [] : [signed(port, { ...request, by }, joined)]),
    ...(claimed?.events ?? []),
  ]);
  return {
    ok: true,
    text: [again ? `You are here as ${id}.` : `${id} has joined.`, claimed?.say ?? ""]
      .join(" ")
      .trim(),
    next: nextOf(port, by),
    ...(claimed === undefined || claimed.warnings.length === 0
      ? {}
      : { warnings: claimed.warnings }),
    data: { person: id, roles: rolesOf(port.incident(), by), seat },
  };
}

function refuseEnded(port: ControlPort): void {
  const phase = port.phase();
  if (phase === "heal" || phase === "over")
    throw new GamedayError("GD-C004", "That drill has ended.", { hint: "gameday report open" });
}

const nameRule = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u;

/** The name as it is known here, when the asker may have it. */
function freeName(port: ControlPort, request: Request, given: string): string {
  const name = given.normalize("NFC");
  const { profile, team } = port.incident();
  if (!nameRule.test(name))
    throw new GamedayError("GD-C001", `a name is one word, and "${name}" is not`, {
      hint: "letters, digits, dot, dash, at most 40: gameday join --name ana",
    });
  if (roleOf(profile, name) !== undefined || notPeople.has(name.toLowerCase()))
    throw new GamedayError("GD-C016", `"${name}" is the name of a role, not of a person`, {
      hint: `with your own name: gameday join --name ana --role ${roleOf(profile, name) ?? "tloc"}`,
    });
  const known = personNamed(team, name);
  if (known === undefined || known.as === "user") return known?.id ?? name;
  if (known.as === "seat" && request.seat !== undefined && request.by.id === known.id)
    return known.id;
  throw new GamedayError("GD-C016", `${known.id} is in this drill already`, {
    hint:
      known.as === "seat"
        ? "if that is you, set GAMEDAY_SEAT as gameday join printed it; else take another name. " +
          `The facilitator can free the name: gameday leave ${known.id}`
        : "take another name",
  });
}

const notPeople: ReadonlySet<string> = new Set(["me", "engine", "monitor", "monitoring", "bot"]);

function claimOf(port: ControlPort, by: Asker, role: string): Extract<Decision, { ok: true }> {
  const { profile } = port.incident();
  const decision = decide(port.incident(), { do: "claim", role }, port.context(by));
  if (decision.ok) return decision;
  throw new GamedayError("GD-C005", decision.why, {
    hint:
      roleOf(profile, role) === undefined
        ? `roles: ${Object.keys(allRoles(profile)).join(", ")}`
        : `join without a role: gameday join --name ${by.id}`,
  });
}

async function leave(
  port: ControlPort,
  request: Request,
  { person: word }: ArgsOf<"leave">,
): Promise<Answer> {
  const { team } = port.incident();
  const person = word === undefined ? personNamed(team, request.by.id) : personNamed(team, word);
  if (person === undefined || person.as !== "seat")
    throw new GamedayError("GD-C005", `${word ?? request.by.id} has no seat in this drill.`, {
      hint: "gameday roster",
    });
  const roles = rolesOf(port.incident(), request.by);
  if (person.id !== request.by.id && !roles.some((role) => mayDismiss.has(role)))
    throw new GamedayError(
      "GD-C005",
      `Only ${person.id}, the facilitator or the commander may say that ${person.id} leaves.`,
      { hint: "gameday roster" },
    );
  port.seats.take(person.id);
  await port.record([signed(port, request, { type: "person.left", data: { person: person.id } })]);
  return {
    ok: true,
    text: `${person.id} has left. The seat is void.`,
    next: person.id === request.by.id ? ["unset GAMEDAY_SEAT"] : nextOf(port, request.by),
  };
}

const mayDismiss: ReadonlySet<string> = new Set(["facilitator", "imoc"]);
