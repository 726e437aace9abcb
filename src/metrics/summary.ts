/**
 * One streaming pass over a journal that yields everything reports, results and history need, as
 * plain JSON (`summary.json`): measurements are aggregated, notable events kept. Times are exercise
 * milliseconds unless the name says otherwise; `null` is "did not happen", never "nought".
 */
import type { GamedayEvent } from "../event/event.ts";
import { GamedayError } from "../kernel/error.ts";
import { judgedWindows, type JudgedWindow } from "../monitor/judged.ts";
import { initialMonitor, observe, type MonitorState } from "../monitor/monitor.ts";
import { commonSeconds } from "../monitor/sli.ts";
import type { Plan, ResolvedScenario, Scenario } from "../plan/plan.ts";
import { resolveScenario } from "../plan/resolve.ts";
import { actionRecords, type ActionRecord } from "./actions.ts";
import { alertRecords, type AlertRecord, type PageRecord } from "./alerts.ts";
import { backAtEnd } from "./back-at-end.ts";
import { budgetOf, type Budget } from "./budget.ts";
import { changeRecords, type ChangeRecord } from "./changes.ts";
import { commandRecord, type CommandRecord } from "./command.ts";
import { componentRecords, type ComponentRecord } from "./components.ts";
import { deathRecords, type DeathRecord } from "./deaths.ts";
import { declaredIncident, type Incident } from "./declared.ts";
import { drillFacts, type Frame } from "./drill-facts.ts";
import { durationsOf, type Durations } from "./durations.ts";
import { backpack, type EvidenceRecord, type HintRecord } from "./evidence.ts";
import { faultRecords, type FaultRecord } from "./faults.ts";
import { impactOf, type Impact, type ImpactWindow } from "./impact.ts";
import { ledgerRecords, type LedgerRecord } from "./ledger.ts";
import { loadRecord, type LoadRecord } from "./load.ts";
import { machineRecord, type MachineRecord } from "./machine.ts";
import { truthOf } from "./message-facts.ts";
import { messageRecord, type MessageRecord } from "./messages.ts";
import { momentsOf, type Moments } from "./moments.ts";
import { needleRecord, type NeedleRecord } from "./needles.ts";
import { peopleRecord, type PeopleRecord } from "./people.ts";
import { restorationRecords, type RestoredTarget } from "./restoration.ts";
import { sendingOf, type SendingRecord } from "./sending.ts";
import { scoreOf, type Score, type Scored } from "./score.ts";
import { seriesOf, type Series } from "./series.ts";
import { timelineOf, type Timeline } from "./timeline.ts";
import { truthHistory, type TruthRecord } from "./truth-history.ts";

export type { JudgedSli, JudgedWindow } from "../monitor/judged.ts";

export interface Summary extends Frame {
  readonly v: 1;
  /** How fast the machine was, and who else used it. */
  readonly machine: MachineRecord;
  /** What ran, and on what. */
  readonly components: readonly ComponentRecord[];
  readonly faults: readonly FaultRecord[];
  readonly truth: TruthRecord;
  readonly moments: Moments;
  readonly durations: Durations;
  /**
   * What a Test is judged by: each fault's own time, all of them together, and the whole time until
   * the play ended. Empty for a Drill.
   */
  readonly judged: readonly JudgedWindow[];
  readonly impact: Impact;
  readonly budget: readonly Budget[];
  /** What people declared; null when no one declared anything. */
  readonly incident: Incident | null;
  /** How it was commanded; null when no one used the commander's loop. */
  readonly command: CommandRecord | null;
  readonly people: PeopleRecord;
  /** Null when no one wrote a draft. */
  readonly messages: MessageRecord | null;
  readonly evidence: readonly EvidenceRecord[];
  readonly hints: readonly HintRecord[];
  /**
   * Correct and partial actions that the tool saw working, and wrong and harmful ones that it
   * detected.
   */
  readonly mitigations: readonly ActionRecord[];
  readonly wrongTurns: readonly ActionRecord[];
  /** Components that died without a fault or a door that explains it. */
  readonly deaths: readonly DeathRecord[];
  /** What people changed of the stack, whether it helped or not. */
  readonly changes: readonly ChangeRecord[];
  readonly alerts: readonly AlertRecord[];
  readonly pages: readonly PageRecord[];
  /** Null where no alert of the scenario points at the cause, or none of those fired. */
  readonly needles: NeedleRecord | null;
  /** Acknowledged writes against the databases, where a signal keeps a ledger. */
  readonly ledgers: readonly LedgerRecord[];
  readonly load: LoadRecord;
  /** Whether the load was sent as it should be, from the first fault on to the end of the play. */
  readonly sending: SendingRecord;
  /** Seconds in which every SLI was measured while the play went on after the first fault. */
  readonly measuredSeconds: number;
  /** What the faults could touch, against what it was before them. */
  readonly restoration: readonly RestoredTarget[];
  /** Null for a Test, and when the drill never came as far as being scored. */
  readonly score: Score | null;
  readonly timeline: Timeline;
  readonly series: Series;
}

/** Summarises a journal; flat in memory, and fit for a million events. */
export function summarise(plan: Plan, events: Iterable<GamedayEvent>): Summary {
  const fold = summary(plan);
  for (const event of events) fold.take(event);
  return fold.done();
}

/** The same for a journal that is read as a stream. */
export async function summariseStream(
  plan: Plan,
  events: AsyncIterable<GamedayEvent>,
): Promise<Summary> {
  const fold = summary(plan);
  for await (const event of events) fold.take(event);
  return fold.done();
}

/** The summary as a fold; `done` may be asked at any time and says how things stand. */
export function summary(plan: Plan): { take(event: GamedayEvent): void; done(): Summary } {
  const { scenario } = plan;
  const monitor = initialMonitor(plan);
  const parts = {
    facts: drillFacts(plan),
    moments: momentsOf(scenario),
    truth: truthHistory(),
    incident: declaredIncident(plan.organisation.profile),
    command: commandRecord(),
    people: peopleRecord(),
    messages: messageRecord(plan),
    faults: faultRecords(plan),
    evidence: backpack(),
    components: componentRecords(),
    actions: actionRecords(),
    changes: changeRecords(),
    deaths: deathRecords(plan),
    alerts: alertRecords(),
    needles: needleRecord(plan),
    ledgers: ledgerRecords(),
    restoration: restorationRecords(),
    load: loadRecord(plan),
    machine: machineRecord(),
    series: seriesOf(plan),
    timeline: timelineOf(),
  };
  const measured = [parts.load, parts.series, parts.timeline, parts.ledgers];
  const all = Object.values(parts);
  return {
    take: (event) => {
      observe(monitor, event);
      parts.facts.count(event);
      // Nine events in ten are samples and bins, which only three parts look at.
      for (const part of event.type === "load.bin" || event.type === "probe.sample"
        ? measured
        : all)
        part.take(event);
    },
    done: () => conclude(plan, monitor, parts),
  };
}

interface Parts {
  readonly facts: ReturnType<typeof drillFacts>;
  readonly moments: ReturnType<typeof momentsOf>;
  readonly truth: ReturnType<typeof truthHistory>;
  readonly incident: ReturnType<typeof declaredIncident>;
  readonly command: ReturnType<typeof commandRecord>;
  readonly people: ReturnType<typeof peopleRecord>;
  readonly messages: ReturnType<typeof messageRecord>;
  readonly faults: ReturnType<typeof faultRecords>;
  readonly evidence: ReturnType<typeof backpack>;
  readonly actions: ReturnType<typeof actionRecords>;
  readonly changes: ReturnType<typeof changeRecords>;
  readonly deaths: ReturnType<typeof deathRecords>;
  readonly alerts: ReturnType<typeof alertRecords>;
  readonly needles: ReturnType<typeof needleRecord>;
  readonly components: ReturnType<typeof componentRecords>;
  readonly ledgers: ReturnType<typeof ledgerRecords>;
  readonly restoration: ReturnType<typeof restorationRecords>;
  readonly load: ReturnType<typeof loadRecord>;
  readonly machine: ReturnType<typeof machineRecord>;
  readonly series: ReturnType<typeof seriesOf>;
  readonly timeline: ReturnType<typeof timelineOf>;
}

/**
 * A drill that ended before it had measured its machine leaves its expressions as they are. Where
 * there are none, a scenario's figures are those of its file.
 */
function resolvedBy(
  plan: Plan,
  { resolved, values }: Pick<Frame, "resolved" | "values">,
): ResolvedScenario | undefined {
  try {
    return resolveScenario(plan, values);
  } catch (error) {
    if (!resolved && error instanceof GamedayError && error.code === "GD-S012") return undefined;
    throw error;
  }
}

function conclude(plan: Plan, monitor: MonitorState, parts: Parts): Summary {
  const facts = parts.facts.done();
  const resolved = resolvedBy(plan, facts);
  const scenario: Scenario = resolved ?? plan.scenario;
  const moments = { ...parts.moments.moments };
  const span = spanOf(monitor, moments.playEnd, facts.drill.lengthMs);
  const { endMs, endSecond } = span;
  const truth = parts.truth.record();
  const { windows, back } = affected(scenario, monitor, parts.truth.windows(measuredTo(span)));
  if (back !== undefined) moments.contained = back * 1_000;
  const mustHold = resolved?.kind === "Test" ? resolved.mustHold : undefined;
  const judged = mustHold === undefined ? [] : judgedWindows(monitor, mustHold, endMs);
  const impact = impactOf(monitor, {
    windows,
    counted: mustHold === undefined ? windows : judged.filter(({ of }) => of === "play"),
    endSecond,
    hurt: parts.load.hurt,
  });
  const incident = parts.incident.done(moments.contained, endMs, windows);
  const people = parts.people.done(endMs);
  const faults = parts.faults.done();
  const ledgers = parts.ledgers.done(moments.fault);
  const { evidence, hints } = parts.evidence.done(scenario);
  const { mitigations, wrongTurns } = parts.actions.done(scenario);
  const { alerts, pages } = parts.alerts.done();
  return {
    v: 1,
    ...facts,
    components: parts.components.done(),
    faults,
    truth,
    moments,
    durations: durationsOf(moments, pages),
    judged,
    impact,
    budget: impact.services.map((service) => budgetOf(service, secondsMeasured(span, 0))),
    incident,
    command: parts.command.done(),
    people,
    messages: parts.messages.done(incident, truthOf(plan, { impact, ledgers, faults }), endMs),
    evidence,
    hints,
    mitigations,
    wrongTurns,
    changes: parts.changes.all,
    deaths: parts.deaths.all,
    alerts,
    pages,
    needles: parts.needles.done(),
    ledgers,
    restoration: parts.restoration.done(),
    load: parts.load.done(),
    sending: sendingUntilHealed(monitor, facts.drill.lengthMs),
    machine: parts.machine.done(),
    measuredSeconds: secondsAfter(moments.fault, span),
    score: scored(plan, { moments, facts, truth, incident, people, evidence, wrongTurns, hints }),
    timeline: parts.timeline.done(incident),
    series: parts.series.done(monitor, endSecond),
  };
}

function secondsAfter(faultMs: number | null, span: Span): number {
  return faultMs === null ? 0 : secondsMeasured(span, Math.floor(faultMs / 1_000));
}

/** The time that counts: until the play ended, or until the journal did. */
interface Span {
  readonly endMs: number;
  readonly endSecond: number;
  /** The seconds that every SLI measured: from `first` until before `next`. */
  readonly common: ReturnType<typeof commonSeconds>;
}

function spanOf(monitor: MonitorState, playEnd: number | null, lengthMs: number): Span {
  const endMs = playEnd ?? lengthMs;
  // The second in which the play ended belongs to healing too, and is left out.
  const endSecond = playEnd === null ? Math.ceil(endMs / 1_000) : Math.floor(endMs / 1_000);
  return { endMs, endSecond, common: commonSeconds(monitor.slis) };
}

/** The second before which users are known to be affected or not. */
function measuredTo({ endSecond, common }: Span): number {
  return Math.min(endSecond, Math.max(common.next, 0));
}

/** How many seconds from a second on every SLI was measured in. */
function secondsMeasured({ endSecond, common }: Span, fromSecond: number): number {
  return Math.max(0, Math.min(common.next, endSecond) - Math.max(common.first, fromSecond));
}

/**
 * When users were affected. A Test is over before a hold could be: where its last seconds were
 * good, its open window ends at `back`.
 */
function affected(
  { kind }: Scenario,
  monitor: MonitorState,
  seen: readonly ImpactWindow[],
): { readonly windows: readonly ImpactWindow[]; readonly back: number | undefined } {
  const back = kind === "Test" ? backAtEnd(monitor, seen.at(-1)) : undefined;
  const windows =
    back === undefined
      ? seen
      : seen.map((window) => (window.open ? { ...window, toSecond: back, open: false } : window));
  return { windows, back };
}

function scored(
  plan: Plan,
  { moments, facts, ...drill }: Scored & { readonly moments: Moments; readonly facts: Frame },
): Score | null {
  return isScored(plan, moments, facts) ? scoreOf(drill, plan.organisation.profile.scoring) : null;
}

/** Whether people had an incident to handle: healthy before the fault, and users affected by it. */
function isScored({ scenario }: Plan, { impact }: Moments, { gates }: Frame): boolean {
  return (
    scenario.kind === "Drill" &&
    impact !== null &&
    gates.every(({ met, gate }) => met || (gate !== "baseline" && gate !== "mustBreak"))
  );
}

/** From the first fault until healing began. */
function sendingUntilHealed(monitor: MonitorState, lengthMs: number): Summary["sending"] {
  return sendingOf(
    monitor,
    Math.floor((firstArmedMs(monitor) ?? 0) / 1_000),
    Math.floor((monitor.healAt ?? lengthMs) / 1_000),
  );
}

/** When the first fault began to act, as far as anybody knows. */
function firstArmedMs({ faults }: MonitorState): number | undefined {
  return faults.size === 0
    ? undefined
    : Math.min(...[...faults.values()].map(({ armedAt }) => armedAt));
}
