/** What the verbs about the drill, rather than its incident, do. */
import type { EventData, EventInput } from "../event/event.ts";
import { changedBy } from "../event/statement.ts";
import { toolBreach } from "../incident/breach.ts";
import type { IncidentState } from "../incident/incident.ts";
import { alertsText } from "../incident/alerts/list.ts";
import { boardOf, boardText } from "../incident/loop/board.ts";
import { mailView } from "../incident/messages/mailbox.ts";
import { commonRoom } from "../incident/mailboxes.ts";
import { isReported } from "../incident/next.ts";
import { holdingRows, rowsText } from "../incident/sev/facts.ts";
import { titleOf } from "../incident/wording.ts";
import { formatDuration } from "../kernel/duration.ts";
import { GamedayError } from "../kernel/error.ts";
import type { ArgsOf, DrillVerb } from "../verb/index.ts";
import { stateWords } from "../wording/state.ts";
import type { Acts } from "./act.ts";
import { injectList } from "./exercise-verbs.ts";
import { namesOf } from "./names.ts";
import { nextOf, signed } from "./next.ts";
import type { ControlPort } from "./port.ts";
import { hint, prove } from "./prove.ts";
import type { Answer, Request } from "./protocol.ts";
import { seatVerbs } from "./seat-verbs.ts";
import { refusedTool, warningsOf } from "./tool-right.ts";

/** One for each verb that is not about the incident. */
export const acts: Acts<DrillVerb> = {
  prove,
  hint,
  say,
  status,
  stop,
  "tool.used": toolUsed,
  pause: async (port, { by }, { reason = "" }) => ({
    ok: true,
    text: await port.pause(by, reason),
    next: ["gameday unpause"],
  }),
  unpause: async (port, { by }) => ({
    ok: true,
    text: await port.unpause(by),
    next: ["gameday status"],
  }),
  where,
  "alert.list": async (port, { by }) => {
    const { exMs } = port.context(by);
    const { groups } = port.incident().alerts;
    return {
      ok: true,
      text: alertsText(groups, exMs),
      next: nextOf(port, by),
      data: { groups },
    };
  },
  board: async (port, { by }) => {
    const { exMs } = port.context(by);
    const board = boardOf(port.incident(), exMs);
    return { ok: true, text: boardText(board, exMs), next: nextOf(port, by), data: board };
  },
  mail: async (port, { by }, { mailbox }) => {
    const { messages, profile } = port.incident();
    const asked = { wanted: mailbox, roles: by.roles };
    const view = mailView(messages.mail, commonRoom(profile), asked);
    if (view === undefined)
      throw new GamedayError("GD-C001", `nothing has arrived in a mailbox "${mailbox ?? ""}"`, {
        hint: "gameday mail lists them",
      });
    return { ok: true, ...view, next: [] };
  },
  names: async (port) => ({ ok: true, text: "", next: [], data: namesOf(port) }),
  ...seatVerbs,
  "inject.list": injectList,
};

async function say(
  port: ControlPort,
  request: Request,
  { text, channel: chosen }: ArgsOf<"say">,
): Promise<Answer> {
  const room = port.incident().profile.severities[0]?.notify[0] ?? "#incident";
  const channel = chosen ?? room;
  await port.record([signed(port, request, { type: "message.posted", data: { channel, text } })]);
  return { ok: true, text: `Posted to ${channel}.`, next: nextOf(port, request.by) };
}

async function status(port: ControlPort, request: Request): Promise<Answer> {
  const { exMs, facts } = port.context(request.by);
  const incident = port.incident();
  const rows = inResponse(port) && isReported(incident) ? holdingRows(incident, facts) : [];
  const data = { ...port.status(request.by), rows };
  return port.paused?.() === true
    ? { ok: true, text: "The drill is paused.", next: ["gameday unpause"], data }
    : {
        ok: true,
        text: standing(port, exMs) + rowsText(rows),
        next: nextOf(port, request.by),
        data,
      };
}

function inResponse(port: ControlPort): boolean {
  const phase = port.phase();
  return port.test?.() !== true && phase !== "up" && phase !== "heal" && phase !== "over";
}

/** When the fault came is for the players to notice: to them the response phase has no parts. */
function standing(port: ControlPort, exMs: number): string {
  const phase = port.phase();
  if (phase === "up") return "The stack is starting.";
  if (phase === "heal") return "Faults are being undone and the stack is being removed.";
  if (phase === "over") return "The drill is over.";
  const incident = port.incident();
  if (port.test?.() === true) return "The drill is in progress.";
  if (!isReported(incident)) return "You are on call. Nothing has been reported yet.";
  return incident.state === "false-alarm"
    ? "The drill is in progress. The incident is called off as a false alarm."
    : `The drill is in progress. ${incidentNow(incident, exMs)}`;
}

/** `SEV 1 Fast Frog: diagnosing, 7 h 52 m left to mitigate.` */
function incidentNow(incident: IncidentState, exMs: number): string {
  if (incident.state === "none") return "No incident is declared.";
  const what = `${titleOf(incident)}: ${stateWords(incident.state)}`;
  const { deadlineEx, mitigatedEx } = incident;
  if (deadlineEx === null || mitigatedEx !== undefined) return `${what}.`;
  const leftMs = deadlineEx - exMs;
  return leftMs > 0
    ? `${what}, ${formatDuration(leftMs)} left to mitigate.`
    : `${what}, ${formatDuration(-leftMs)} over its target.`;
}

async function stop(
  port: ControlPort,
  request: Request,
  { reason, emergency }: ArgsOf<"stop">,
): Promise<Answer> {
  if (port.phase() === "over")
    throw new GamedayError("GD-C004", "that drill has ended", { hint: "gameday report open" });
  if (emergency === undefined) port.stop(reason ?? `stopped by ${request.by.id}`, "stopped");
  else port.stop(`${emergency} (${request.by.id})`, "real-emergency");
  return {
    ok: true,
    text: "The response phase is over; the drill is being healed.",
    next: ["gameday status"],
  };
}

const toolWords = {
  sql: "used SQL",
  http: "sent a request",
  "kill-loop": "killed sessions",
  log: "read a log",
} as const satisfies Readonly<Record<EventData["tool.used"]["tool"], string>>;

function isTool(word: string): word is keyof typeof toolWords {
  return Object.hasOwn(toolWords, word);
}

async function toolUsed(
  port: ControlPort,
  request: Request,
  { tool, summary, statement, target, detail }: ArgsOf<"tool.used">,
): Promise<Answer> {
  if (!isTool(tool))
    throw new GamedayError("GD-C001", `there is no tool "${tool}"`, {
      hint: `tools: ${Object.keys(toolWords).join(", ")}`,
    });
  const what = tool === "sql" && statement !== undefined ? changedBy(statement) : undefined;
  const changed: readonly EventInput[] =
    what === undefined || target === undefined
      ? []
      : [
          {
            type: "change.seen",
            data: { target, what, fact: summary, before: null, after: null, source: "sql" },
          },
        ];
  const used: EventInput = {
    type: "tool.used",
    data: { tool, summary, ...(detail === undefined ? {} : { detail }) },
  };
  // It has happened: whatever the mode, it is recorded.
  const wrong = toolBreach(port.incident(), toolWords[tool], request.by);
  await port.record(
    [used, ...changed, ...(wrong === undefined ? [] : [wrong.flag])].map((event) =>
      signed(port, request, event),
    ),
  );
  return { ok: true, text: "Recorded.", next: nextOf(port, request.by), ...warningsOf(wrong) };
}

async function where(
  port: ControlPort,
  request: Request,
  { component, account }: ArgsOf<"where">,
): Promise<Answer> {
  // With a password, a client sees and changes everything that its account may.
  if (account !== undefined && port.test?.() !== true) refusedTool(port, request, "logged in");
  const found = port.where(component, account);
  if (found === undefined)
    throw new GamedayError("GD-C005", `${component} is not up yet`, { hint: "gameday status" });
  return { ok: true, text: `${found.host}:${found.port}`, next: [], data: found };
}
