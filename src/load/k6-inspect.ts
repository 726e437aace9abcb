import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { traced } from "../kernel/call.ts";
import { commandLine } from "../kernel/redact.ts";
import { k6Shape, scenarioOf, type K6Shape } from "./k6-shape.ts";

/** What a user's script asks of k6, read before it runs. */
export interface K6ScriptOptions {
  /** Names that the script itself gives an address to, without ports. */
  readonly hosts: readonly string[];
  /** Undefined when the script leaves them to k6. */
  readonly systemTags: readonly string[] | undefined;
  readonly thresholds: readonly { readonly metric: string; readonly threshold: string }[];
  /** How long its teardown may take, milliseconds; k6's own 60 s when it does not say. */
  readonly teardownMs: number;
  readonly shape: K6Shape;
}

/** A Go duration (`1h2m3.5s`) in milliseconds. */
const duration = z
  .string()
  .transform((text) =>
    [...text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)].reduce(
      (sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ""] ?? 0),
      0,
    ),
  );
const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const count = z.number().nullish();
const stages = z.array(z.object({ duration: duration, target: z.number() })).nullish();
const scenario = z.object({
  executor: z.string(),
  startTime: duration.nullish(),
  timeUnit: duration.nullish(),
  duration: duration.nullish(),
  maxDuration: duration.nullish(),
  rate: count,
  startRate: count,
  vus: count,
  startVUs: count,
  stages,
});

const told = z.object({
  hosts: z.record(z.string(), z.unknown()).nullish(),
  systemTags: z.array(z.string()).nullish(),
  thresholds: z
    .record(
      z.string(),
      z.array(
        z.union([
          z.string(),
          z.object({ threshold: z.string() }).transform((one) => one.threshold),
        ]),
      ),
    )
    .nullish(),
  teardownTimeout: duration.nullish(),
  scenarios: z.record(z.string(), scenario).nullish(),
});

/**
 * Asks k6 what a script's options are. Throws what k6 said, as a text, when it cannot read the
 * script.
 */
export async function inspectScript(
  binary: string,
  script: string,
  { flags, env }: { flags: readonly string[]; env: Readonly<Record<string, string>> },
): Promise<K6ScriptOptions> {
  const args = [
    "inspect",
    "--execution-requirements",
    "--no-color",
    "--log-format=raw",
    ...flags,
    script,
  ];
  const what = (): string => commandLine(binary, args);
  const { stdout } = await traced({ adapter: "k6", what }, () =>
    promisify(execFile)(binary, args, {
      timeout: 60_000,
      maxBuffer: 1 << 24,
      env: { ...process.env, ...env, K6_AUTO_EXTENSION_RESOLUTION: "false" },
    }),
  );
  const { hosts, systemTags, thresholds, teardownTimeout, scenarios } = told.parse(
    JSON.parse(stdout),
  );
  return {
    hosts: Object.keys(hosts ?? {}).map((name) => name.replace(/:\d+$/, "")),
    systemTags: systemTags ?? undefined,
    thresholds: Object.entries(thresholds ?? {}).flatMap(([metric, all]) =>
      all.map((threshold) => ({ metric, threshold })),
    ),
    teardownMs: teardownTimeout ?? 60_000,
    shape: k6Shape(Object.values(scenarios ?? {}).map(scenarioOf)),
  };
}
