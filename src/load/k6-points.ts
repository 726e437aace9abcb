/** One request as our script reports it. Times are ms since the k6 scenario began. */
export interface K6Request {
  readonly is: "request";
  /** Number of the journey among those that k6 began, from 0. */
  readonly journey: number;
  readonly step: number;
  /** The journey ends with this request. */
  readonly last: boolean;
  readonly user: number;
  readonly beganMs: number;
  /**
   * When it should have left, as far as the script knows: when its journey began, or when the user
   * had thought enough.
   */
  readonly dueMs: number;
  readonly leftMs: number;
  readonly endedMs: number;
  /** `broken`: an error with no response. */
  readonly outcome: "good" | "error" | "broken" | "timeout" | "rejected";
  readonly retries: number;
}

/**
 * What is worth knowing of k6's live points. Wall-clock times are ms since 1970, with fractions.
 */
export type K6Point =
  | K6Request
  /** A journey that k6 could not begin, because all its virtual users were busy. */
  | { readonly is: "dropped"; readonly wallMs: number; readonly count: number }
  /** k6 is there: it says so each second, with how many virtual users are active. */
  | { readonly is: "alive"; readonly wallMs: number; readonly users: number }
  /** A request of a user's own script, when it ended and how long it took. */
  | {
      readonly is: "http";
      readonly wallMs: number;
      readonly tookMs: number;
      readonly outcome: K6Request["outcome"];
    };

/** Reads one line of k6's JSON output; undefined for the many points that we do not need. */
export function parseK6Line(line: string): K6Point | undefined {
  // k6 writes about fourteen points per request: most lines must not cost a parse.
  if (line.startsWith('{"metric":"gameday_request"')) return requestOf(line);
  if (line.startsWith('{"metric":"dropped_iterations"')) return droppedOf(line);
  if (line.startsWith('{"metric":"http_req_duration"')) return httpOf(line);
  if (line.startsWith('{"metric":"vus"')) return aliveOf(line);
  return undefined;
}

const outcomes = ["good", "error", "broken", "timeout", "rejected"] as const;

function requestOf(line: string): K6Request | undefined {
  const told = /"gameday":"([^"]*)"/.exec(line)?.[1]?.split(" ");
  if (told?.length !== 10) return undefined;
  const [journey = 0, step = 0, last, user = 0, beganMs = 0, dueMs = 0, leftMs = 0, endedMs = 0] =
    told.map(Number);
  const outcome = outcomes.find((each) => each === told[8]);
  if (outcome === undefined) return undefined;
  return {
    is: "request",
    journey,
    step,
    last: last === 1,
    user,
    beganMs,
    dueMs,
    leftMs,
    endedMs,
    outcome,
    retries: Number(told[9]),
  };
}

function droppedOf(line: string): K6Point {
  const { data } = JSON.parse(line) as { data: { time: string; value: number } };
  return { is: "dropped", wallMs: wallMsOf(data.time), count: data.value };
}

function aliveOf(line: string): K6Point {
  const { data } = JSON.parse(line) as { data: { time: string; value: number } };
  return { is: "alive", wallMs: wallMsOf(data.time), users: data.value };
}

function httpOf(line: string): K6Point {
  const { data } = JSON.parse(line) as {
    data: { time: string; value: number; tags?: Record<string, string> };
  };
  return {
    is: "http",
    wallMs: wallMsOf(data.time),
    tookMs: data.value,
    outcome: outcomeOf(data.tags ?? {}),
  };
}

/** The tags that say how a request of a user's own script ended. */
export const tagsToJudge = ["status", "error_code", "expected_response"] as const;

/**
 * A request is good when the script expected its response. A script that turns `expected_response`
 * off expects what k6 does: 200 to 399. k6's error codes 1050 and 1211 are timeouts, of the request
 * and of its connection.
 */
function outcomeOf(tags: Record<string, string>): K6Request["outcome"] {
  if (tags["error_code"] === "1050" || tags["error_code"] === "1211") return "timeout";
  const status = Number(tags["status"] ?? "0");
  const expected = tags["expected_response"] ?? String(status >= 200 && status < 400);
  if (expected === "true") return "good";
  if (status === 0) return "broken";
  return status === 429 || status === 403 ? "rejected" : "error";
}

/** RFC 3339 with nanoseconds, of which `Date` keeps only milliseconds. */
function wallMsOf(time: string): number {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? "0";
  const whole = Date.parse(time.replace(/\.\d+/, ""));
  return whole + Number(`0.${fraction}`) * 1_000;
}
