import { authorityOf } from "../kernel/address.ts";
import type { Endpoint } from "../runtime/runtime.ts";
import type { LoadFlow } from "./load.ts";

/** What a script is written for: one flow at one rate; a new rate is a new script. */
export interface K6ScriptRequest {
  readonly flow: LoadFlow;
  /** Journeys per second that it starts at and goes to, and how long it takes. */
  readonly from: number;
  readonly to: number;
  readonly rampMs: number;
  /** Stream of the draws. */
  readonly seed: string;
  readonly maxInFlight: number;
}

/** Longer than any drill; k6 wants to know when it will be over. */
export const k6DurationMs = 24 * 3_600_000;

/** Writes the k6 script of a flow. It runs alone, too: `k6 run <file>`. */
export function k6Script(request: K6ScriptRequest): string {
  const { flow } = request;
  const data = {
    seed: request.seed,
    durationMs: k6DurationMs,
    users: flow.users,
    vars: flow.vars,
    to: flow.to.map(
      (to) =>
        `${flow.tls === undefined ? "http" : "https"}://${authorityOf(under(to, flow.tls?.servername))}`,
    ),
    steps: flow.steps,
    retry: flow.retry ?? null,
  };
  return `// The flow "${flow.id}" of a Gameday drill: ${request.to} journeys a second, whatever the answers do.
// Written by gameday. It also runs alone: k6 run <this file>
import { sleep } from "k6";
import exec from "k6/execution";
import http from "k6/http";
import { Trend } from "k6/metrics";

const flow = ${JSON.stringify(data, null, 2)};

export const options = ${JSON.stringify(optionsOf(request), null, 2)};
${runtime}`;
}

function under({ host, port }: Endpoint, name = host): Endpoint {
  return { host: name, port };
}

function optionsOf({
  flow,
  from,
  to,
  rampMs,
  maxInFlight,
}: K6ScriptRequest): Record<string, unknown> {
  const vus = virtualUsers(flow, Math.max(from, to), maxInFlight);
  const shared = { timeUnit: "1000s", preAllocatedVUs: vus, maxVUs: vus, gracefulStop: "0s" };
  const duration = `${k6DurationMs}ms`;
  const per1000s = (rate: number): number => Math.round(rate * 1_000);
  const scenario =
    rampMs > 0
      ? {
          executor: "ramping-arrival-rate",
          startRate: per1000s(from),
          stages: [
            { target: per1000s(to), duration: `${rampMs}ms` },
            { target: per1000s(to), duration },
          ],
          ...shared,
        }
      : { executor: "constant-arrival-rate", rate: per1000s(to), duration, ...shared };
  return {
    scenarios: { [flow.id]: scenario },
    // Failed requests are thrown and caught below: as warnings they would flood the log when the
    // system under test is down.
    throw: true,
    maxRedirects: 0,
    systemTags: [],
    ...tlsOptions(flow),
    noConnectionReuse: flow.connections?.reuse === false,
  };
}

/** k6 asks for the name in the URL, and finds it where `hosts` says. */
function tlsOptions({ to, tls }: LoadFlow): Record<string, unknown> {
  if (tls === undefined) return {};
  const { servername, insecure = false } = tls;
  return {
    insecureSkipTLSVerify: insecure,
    ...(servername !== undefined && {
      hosts: Object.fromEntries(
        to.map((each) => [authorityOf(under(each, servername)), authorityOf(each)]),
      ),
    }),
  };
}

/** Enough for every journey to take its longest, but no more than may be in flight together. */
function virtualUsers(flow: LoadFlow, perSecond: number, maxInFlight: number): number {
  // A timeout takes a little longer than it says, and so does handing the user back.
  return Math.max(
    1,
    Math.min(maxInFlight, Math.ceil((perSecond * longestJourneyMs(flow) * 1.25) / 1_000) + 4),
  );
}

/**
 * True when there are enough virtual users as long as every response is in time. Then only late
 * responses can make k6 drop journeys.
 */
export function sufficeInTime(flow: LoadFlow, perSecond: number, maxInFlight: number): boolean {
  const inTimeMs = flow.steps.reduce(
    (sum, { underMs, thinkMs }) => sum + underMs + longestThinkMs(thinkMs),
    0,
  );
  return (perSecond * inTimeMs) / 1_000 <= virtualUsers(flow, perSecond, maxInFlight);
}

/** How long a journey of the flow takes at most: every timeout, retry, back-off and think time. */
export function longestJourneyMs(flow: LoadFlow): number {
  const attempts = 1 + (flow.retry?.attempts ?? 0);
  const backoffMs = (flow.retry?.attempts ?? 0) * (flow.retry?.maxBackoffMs ?? 0);
  return flow.steps.reduce(
    (sum, step) => sum + step.timeoutMs * attempts + backoffMs + longestThinkMs(step.thinkMs),
    0,
  );
}

function longestThinkMs(ms: LoadFlow["steps"][number]["thinkMs"]): number {
  return ms === undefined || typeof ms === "number" ? (ms ?? 0) : ms.to;
}

/**
 * The same for every flow. Times are ms since the scenario began; `progress` is k6's only clock
 * finer than a millisecond.
 */
const runtime = String.raw`
const nowMs = () => exec.scenario.progress * flow.durationMs;
const asked = new Trend("gameday_request", true);

export default function () {
  const journey = exec.scenario.iterationInTest;
  const beganMs = nowMs();
  if (journey === 0) console.log("gameday start " + exec.scenario.startTime);
  const random = stream(flow.seed + "/" + journey);
  const values = draw(random);
  const base = flow.to[journey % flow.to.length];
  let dueMs = beganMs;
  for (let i = 0; i < flow.steps.length; i += 1) {
    const step = flow.steps[i];
    const leftMs = nowMs();
    const { outcome, retries } = ask(base, step, values, random);
    const endedMs = nowMs();
    const goesOn = outcome === "good" && i + 1 < flow.steps.length;
    tell([journey, i, goesOn ? 0 : 1, values.user, beganMs, dueMs, leftMs, endedMs, outcome, retries]);
    if (!goesOn) return;
    const thinkMs = think(step.thinkMs, random);
    dueMs = endedMs + thinkMs;
    if (thinkMs > 0) sleep(thinkMs / 1000);
  }
}

// One request, with the client's own retries.
function ask(base, step, values, random) {
  let outcome = attempt(base, step, values);
  let retries = 0;
  while (flow.retry && retries < flow.retry.attempts && flow.retry.on.includes(outcome === "broken" ? "error" : outcome)) {
    const waitMs = Math.min(flow.retry.maxBackoffMs, flow.retry.backoffMs * flow.retry.factor ** retries) * (1 - flow.retry.jitter * random());
    sleep(waitMs / 1000);
    retries += 1;
    outcome = attempt(base, step, values);
  }
  return { outcome, retries };
}

function attempt(base, step, values) {
  const sentMs = nowMs();
  const headers = {};
  for (const name of Object.keys(step.headers)) headers[name] = fill(step.headers[name], values);
  const body = step.body === undefined ? null : fill(step.body, values);
  const params = { headers, timeout: step.timeoutMs + "ms", responseType: step.capture ? "text" : "none", jar: new http.CookieJar() };
  let response;
  try {
    response = http.request(step.method, base + fill(step.path, values), body, params);
  } catch (_) {
    return nowMs() - sentMs >= step.timeoutMs ? "timeout" : "broken";
  }
  if (response.status !== step.expectStatus) return response.status === 429 || response.status === 403 ? "rejected" : "error";
  return capture(step, response, values) ? "good" : "error";
}

function capture(step, response, values) {
  for (const name of Object.keys(step.capture || {})) {
    const from = step.capture[name];
    const value = from.json === undefined ? headerOf(response, from.header) : jsonAt(response.body, from.json);
    // A line break would end the header or the path that it is put into.
    if (value === undefined || value === null || typeof value === "object" || /[\r\n]/.test(String(value))) return false;
    values[name] = value;
  }
  return true;
}

function headerOf(response, wanted) {
  const name = Object.keys(response.headers).find((each) => each.toLowerCase() === wanted.toLowerCase());
  return name === undefined ? undefined : response.headers[name];
}

// A number as it is written in the text: read as a number, a long one would be rounded.
function jsonAt(body, path) {
  try {
    const found = valueAt(JSON.parse(body), path);
    return typeof found === "number" ? valueAt(JSON.parse(numbersQuoted(body)), path) : found;
  } catch (_) {
    return undefined;
  }
}

function valueAt(json, path) {
  const parts = path.replace(/^\$\.?/, "").split(/[.[\]]+/).filter((part) => part !== "");
  return parts.reduce((at, part) => (typeof at === "object" && Object.hasOwn(at, part) ? at[part] : undefined), json);
}

function numbersQuoted(json) {
  return json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, (found) => (found[0] === '"' ? found : '"' + found + '"'));
}

function fill(text, values) {
  return text.replace(/\{([A-Za-z_][\w-]*)\}/g, (hole, name) => (Object.hasOwn(values, name) ? String(values[name]) : hole));
}

function draw(random) {
  const values = { user: 1 + Math.floor(random() * Math.max(1, flow.users)) };
  for (const name of Object.keys(flow.vars)) {
    const from = flow.vars[name];
    values[name] = Array.isArray(from) ? from[Math.floor(random() * from.length)] : from.from + Math.floor(random() * (from.to - from.from + 1));
  }
  return values;
}

function think(ms, random) {
  if (ms === undefined) return 0;
  return typeof ms === "number" ? ms : ms.from + random() * (ms.to - ms.from);
}

// Metadata, not tags: k6 keeps every combination of tags in memory.
function tell(fields) {
  exec.vu.metrics.metadata.gameday = fields.join(" ");
  asked.add(fields[7] - fields[5]);
  delete exec.vu.metrics.metadata.gameday;
}

// FNV-1a, then mulberry32: small, and the same draws for journey n in every run.
function stream(name) {
  let state = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) state = Math.imul(state ^ name.charCodeAt(i), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
`;
