import { formatDuration } from "../../kernel/duration.ts";
import { plural } from "../../kernel/plural.ts";
import { count } from "../../wording/figure.ts";
import { tolerated } from "../../metrics/load.ts";
import type { AtWorst, SentRecord } from "../../metrics/sending.ts";
import { pass, unknown, type Answer, type Check } from "../finding.ts";
import { whenText } from "../when.ts";

/**
 * Who asks for nothing loses nothing. A generator that ended, hung or sent less than its
 * schedule had, by more than 1 in 100 of the judged requests, has not tested the system. A user's
 * own script may also ask for less because its virtual users wait: then the verdict is certain only
 * where it is the same with all of that counted as lost.
 */
export const sent: Check = {
  name: "sent",
  title: "the load generator sent all requests",
  role: "ground",
  run: (plan, { sending, load, moments }) => {
    const flows = sending.flows.filter(({ counted }) => counted);
    if (flows.length === 0) return undefined;
    const judged = new Set(
      load.thresholds.filter(({ ok }) => ok === false).map(({ flow }) => flow),
    );
    // A script that gave up because its own criteria are crossed has said what it found.
    const lacking = flows.find((flow) => isShort(flow) && !(flow.script && judged.has(flow.flow)));
    if (lacking !== undefined) return unknown(reasonOf(lacking, moments.fault));
    const scripts = flows.filter(({ script }) => script);
    return (
      (plan.scenario.kind === "Test" ? waiting(scripts, sending.slis) : undefined) ??
      pass(`all ${count(flows.reduce((sum, { offered }) => sum + offered, 0))} requests were sent`)
    );
  },
};

const isShort = ({ missing, offered }: SentRecord): boolean =>
  missing > (offered + missing) * tolerated;

function reasonOf(
  { flow, script, ended, stalledSecond, missing, offered }: SentRecord,
  faultMs: number | null,
): string {
  const who = script ? `the k6 script of ${flow}` : `the load generator of ${flow}`;
  if (ended !== null) return `${who} ended after ${formatDuration(ended.ranMs)}: ${ended.why}`;
  if (stalledSecond !== null)
    return `${who} stopped sending ${whenText(stalledSecond * 1_000, faultMs)}`;
  return `${who} did not send ${Math.ceil(missing)} of ${Math.round(offered + missing)} ${plural(Math.round(offered + missing), "request")}`;
}

function waiting(scripts: readonly SentRecord[], slis: readonly AtWorst[]): Answer | undefined {
  const unclear = scripts.find((script) => script.waiting === null);
  if (unclear !== undefined)
    return unknown(
      `the k6 script of ${unclear.flow} does not say how many requests it plans (its ` +
        "scenarios change, and not all alike), so requests that hung could not be seen",
    );
  const held = scripts.find(
    (script) => (script.waiting ?? 0) > (script.offered + (script.waiting ?? 0)) * tolerated,
  );
  const doubtful = slis.find(
    ({ success, worst, objective }) => success >= objective && worst < objective,
  );
  if (held === undefined || doubtful === undefined) return undefined;
  return unknown(
    `the k6 script of ${held.flow} asked for ${Math.round(held.waiting ?? 0)} requests ` +
      `less than by its own rate before the fault, and with them lost ${doubtful.sli} ` +
      `would be at ${(Math.floor(doubtful.worst * 100) / 100).toString()} %, below its ` +
      "objective",
  );
}
