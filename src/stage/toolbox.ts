import { readFile } from "node:fs/promises";
import type { Ports, StackView } from "../engine/ports.ts";
import type { Change } from "../event/change.ts";
import type { EventInput } from "../event/event.ts";
import type { Artefact } from "../event/play.ts";
import { changedBy } from "../event/statement.ts";
import { httpAt, overTls } from "../kernel/address.ts";
import type { Clock } from "../kernel/clock.ts";
import { plural } from "../kernel/plural.ts";
import { connectMysql } from "../mysql/connect.ts";
import type { Mysql, MysqlLogin, Rows } from "../mysql/mysql.ts";
import type { Action, Plan } from "../plan/plan.ts";
import { matchApart } from "./match-apart.ts";
import { formText, httpCall } from "./probe-world.ts";

/** What it takes to log in on a database of the stack. */
export interface Logins {
  readonly plan: Plan;
  readonly stack: StackView;
  readonly passwordOf: Ports["passwordOf"];
}

export interface ToolboxRequest extends Logins {
  readonly clock: Clock;
  /** Kill loops go on until this is aborted. */
  readonly signal: AbortSignal;
  readonly used: (event: Extract<EventInput, { type: "tool.used" }>["data"]) => void;
  /** Hears of what a tool changed; what a component reports itself is left to it. */
  readonly changed: (change: Change) => void;
}

const outputLimit = 16_384;

/**
 * The tools that a person has, for scripted players: an SQL client, an HTTP client, a kill loop, a
 * pager on the logs.
 */
export function toolbox(request: ToolboxRequest): (action: Action) => Promise<Artefact> {
  return async (action) => {
    if ("sql" in action) return sql(action, request);
    if ("http" in action) return http(action.http, request);
    if ("killLoop" in action) return killLoop(action.killLoop, request);
    return log(action.log, request);
  };
}

async function sql(
  action: Extract<Action, { sql: string }>,
  request: ToolboxRequest,
): Promise<Artefact> {
  const { used, changed } = request;
  const mysql = await login(request, action.on, action.as);
  try {
    const rows = await mysql.query(action.sql, { timeoutMs: 60_000 });
    used({
      tool: "sql",
      summary: `${action.as}@${action.on}: ${oneLine(action.sql)}`,
      detail: action.sql,
    });
    const what = changedBy(action.sql);
    if (what !== undefined)
      changed({
        target: action.on,
        what,
        fact: oneLine(action.sql),
        before: null,
        after: null,
        source: "sql",
      });
    return {
      command: `gameday sql --as ${action.as} -e "${oneLine(action.sql)}"`,
      output: tsv(rows).slice(0, outputLimit),
      exit: 0,
    };
  } catch (error) {
    return { command: action.sql, output: String(error), exit: 1 };
  } finally {
    await mysql.close();
  }
}

async function http(
  { method, to, path, json, form }: Extract<Action, { http: unknown }>["http"],
  { plan, stack, used }: ToolboxRequest,
): Promise<Artefact> {
  const [endpoint] = stack.endpoints(to);
  if (endpoint === undefined) throw new Error(`toolbox: "${to}" has no address`);
  const url = httpAt(endpoint, path);
  const component = plan.scenario.stack[to];
  const own = component?.kind === "container" ? component.tls : undefined;
  const tls =
    own === undefined
      ? undefined
      : { insecure: true, ...(own.servername === undefined ? {} : { servername: own.servername }) };
  const shown = tls === undefined ? url : overTls(url);
  const data = form === undefined ? JSON.stringify(json) : formText(form);
  const sends = data === undefined ? "" : ` -d '${data}'`;
  const command = `curl -s${tls === undefined ? "" : "k"} -X ${method} ${shown}${sends}`;
  try {
    const { status, body } = await httpCall(method, url, json, 5_000, { form, tls });
    used({ tool: "http", summary: `${method} ${to}${path} ${status}` });
    return { command, output: body.slice(0, outputLimit), exit: status < 400 ? 0 : 22 };
  } catch (error) {
    return { command, output: String(error), exit: 7 };
  }
}

/**
 * Kills what matches again and again until the response phase ends; returns immediately after the
 * first round, with what it killed.
 */
async function killLoop(
  { on, as, every, where, scope }: Extract<Action, { killLoop: unknown }>["killLoop"],
  request: ToolboxRequest,
): Promise<Artefact> {
  const { clock, signal, used, changed } = request;
  const mysql = await login(request, on, as);
  const first = await mysql.kill(where, scope);
  used({
    tool: "kill-loop",
    summary: `kill every ${every} ms where ${oneLine(where)}: ${first} immediately`,
  });
  changed({
    target: on,
    what: "session",
    fact: `sessions killed where ${oneLine(where)}`,
    before: null,
    after: first,
    source: "tool",
  });
  void (async () => {
    try {
      for (
        let due = clock.monoMs() + every;
        !signal.aborted;
        due = Math.max(due + every, clock.monoMs())
      ) {
        await clock.sleep(due - clock.monoMs(), signal);
        await mysql.kill(where, scope);
      }
    } catch (error) {
      if (!signal.aborted)
        used({ tool: "kill-loop", summary: `the kill loop broke: ${String(error)}` });
    } finally {
      await mysql.close().catch(() => {});
    }
  })();
  return {
    command: `kill ${scope} where ${where}, every ${every} ms`,
    output: `${first} killed in the first round`,
    exit: 0,
  };
}

async function log(
  { of, matches }: Extract<Action, { log: unknown }>["log"],
  { stack }: ToolboxRequest,
): Promise<Artefact> {
  const files = stack.instances(of).flatMap(({ logFile }) => logFile ?? []);
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")));
  const all = texts.join("").split("\n");
  const found = await matchApart(matches, all);
  const lines = all.filter((_, index) => found[index] !== undefined);
  return {
    command: `grep -hE '${matches}' ${files.join(" ")} | tail -50`,
    output: lines.slice(-50).join("\n").slice(0, outputLimit),
    exit: lines.length > 0 ? 0 : 1,
  };
}

/** Logs in on a database of the stack as one of the scenario's accounts. */
export async function login(logins: Logins, on: string, as: string): Promise<Mysql> {
  return connectMysql(loginOf(logins, on, as));
}

/** How to get in there as that account. */
export function loginOf({ plan, stack, passwordOf }: Logins, on: string, as: string): MysqlLogin {
  const component = plan.scenario.stack[on];
  const [endpoint] = stack.endpoints(on);
  if (component?.kind !== "mysql" || endpoint === undefined)
    throw new Error(`toolbox: "${on}" is not a database in this stack`);
  if (component.accounts[as] === undefined) throw new Error(`toolbox: no account "${as}" on ${on}`);
  return { ...endpoint, user: as, password: passwordOf(as), database: component.database };
}

/** Rows as the mysql client prints them in batch mode: a header, then tab-separated values. */
export function tsv({ columns, rows, affected }: Rows): string {
  if (columns.length === 0) return `${affected} ${plural(affected, "row")} affected`;
  return [columns, ...rows.map((row) => row.map((value) => String(value ?? "NULL")))]
    .map((cells) => cells.join("\t"))
    .join("\n");
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
