import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { GamedayError } from "../kernel/error.ts";
import { builtinDriver } from "../load/builtin.ts";
import { k6Driver } from "../load/k6.ts";
import type { K6Launch } from "../load/k6-process.ts";
import type { LoadDriver, LoadFlow } from "../load/load.ts";
import type { DockerRuntime } from "../runtime/docker/docker-runtime.ts";
import type { DrillMark } from "../runtime/drill-mark.ts";
import { markVariables, unmarked } from "../runtime/process/mark.ts";
import { fileInside } from "../register/own-files.ts";
import { withCertificates } from "./own-tls.ts";
import type { LoadChoice } from "./tools.ts";

/** A runtime that lets a tool run among the stack's components. */
export type ToolHost = Pick<DockerRuntime, "insideOf" | "startTool">;

export interface LoadDriverRequest {
  readonly choice: LoadChoice;
  readonly mark: DrillMark;
  /** Users' own scripts are found beside the scenario. */
  readonly scenarioFolder: string;
  readonly runFolder: string;
  /** Where a tool can run beside the stack. */
  readonly beside: ToolHost | undefined;
}

/** The chosen load driver. What k6 runs is kept in the run folder's `load/`. */
export function loadDriver({
  choice,
  mark,
  scenarioFolder,
  runFolder,
  beside,
}: LoadDriverRequest): LoadDriver {
  const trusting = (flow: LoadFlow): LoadFlow =>
    flow.tls === undefined ? flow : { ...flow, tls: withCertificates(scenarioFolder, flow.tls) };
  if (choice.driver !== "k6") return placing(builtinDriver(), trusting);
  const container =
    choice.image === undefined || beside === undefined
      ? undefined
      : { stack: beside, image: choice.image, hosts: new Set<string>() };
  const placed = (flow: LoadFlow): LoadFlow => {
    const to =
      container === undefined
        ? flow.to
        : flow.to.map((endpoint) => container.stack.insideOf(endpoint));
    for (const { host } of to) container?.hosts.add(host);
    return {
      ...trusting(flow),
      to,
      ...(flow.script === undefined ? {} : { script: ownScript(scenarioFolder, flow.script) }),
    };
  };
  const k6 = k6Driver({
    binary: choice.k6.path,
    folder: join(runFolder, "load"),
    logs: join(runFolder, "logs"),
    env: markVariables(mark),
    ...(container === undefined ? {} : { launch: launchIn(container) }),
  });
  return placing({ ...k6, name: `k6 ${choice.k6.version}` }, placed);
}

/** The driver with what it needs of the scenario's folder and of the stack. */
function placing(driver: LoadDriver, placed: (flow: LoadFlow) => LoadFlow): LoadDriver {
  return {
    name: driver.name,
    start: async (options) => {
      const run = await driver.start({ ...options, flows: options.flows.map(placed) });
      return { ...run, add: (flow) => run.add(placed(flow)) };
    },
  };
}

function ownScript(folder: string, name: string): string {
  const file = fileInside([folder], name);
  if (file === undefined)
    throw new GamedayError("GD-S010", `no k6 script "${name}" beside the scenario`);
  return file;
}

/**
 * k6 beside the stack: it finds the flows' targets by their names there; everything else of the web
 * ends at a proxy that does not exist.
 */
function launchIn({
  stack,
  image,
  hosts,
}: {
  stack: ToolHost;
  image: string;
  hosts: ReadonlySet<string>;
}): K6Launch {
  const nowhere = "http://127.0.0.1:9";
  const only = (): Record<string, string> =>
    Object.fromEntries(
      ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap((name) =>
        [name, name.toLowerCase()].map((key) => [
          key,
          name === "NO_PROXY" ? [...hosts].join(",") : nowhere,
        ]),
      ),
    );
  return (args, file, env) => {
    const script = basename(file);
    return stack.startTool({
      name: `load.${script.replace(/\.k6\.js$/, "")}`,
      image,
      command: args,
      env: { ...unmarked(env), ...only() },
      workDir: "/scripts",
      files: [{ name: `scripts/${script}`, data: readFileSync(file) }],
    });
  };
}
