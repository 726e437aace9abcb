import { spawn } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { GamedayError } from "../../kernel/error.ts";
import { shorten } from "../../kernel/shorten.ts";
import { messageOf } from "../../kernel/message-of.ts";
import { connectMysql } from "../../mysql/connect.ts";
import type { Mysql, MysqlLogin } from "../../mysql/mysql.ts";
import { findClient, findServer } from "../../mysql/server/find.ts";
import { serverEnvironment } from "../../mysql/server/server.ts";
import type { Plan } from "../../plan/plan.ts";
import { isSimulated } from "../../plan/runtime-names.ts";
import { findPaths } from "../../register/paths.ts";
import { planOf } from "../../register/sealed-plan.ts";
import { runningDrill, sendVerb } from "./send.ts";
import { askedFor, printed } from "./sql-text.ts";

/** The timeline is for reading, so this much of a statement is enough. */
const summaryMax = 400;

export interface SqlRequest {
  readonly drill: string | undefined;
  readonly on: string | undefined;
  readonly as: string;
  readonly execute: string | undefined;
  /** Shows how to connect, for other clients, and does not connect. */
  readonly show: boolean;
  readonly json: boolean;
  readonly print: (text: string) => void;
  readonly say: (text: string) => void;
}

/** Which database is meant, and how to get in. */
interface Door {
  readonly database: string;
  readonly login: MysqlLogin;
  /** Its socket file, on this machine. */
  readonly socketPath?: string;
  /** The stack's other databases. */
  readonly others: readonly string[];
}

/** A client on a running drill's database. Answers the exit code. */
export async function openSql(request: SqlRequest): Promise<number> {
  const entry = runningDrill(request.drill);
  const plan = planOf(findPaths(process.env, process.cwd()).state, entry);
  if (isSimulated(plan.runtime))
    throw new GamedayError("GD-C005", "a simulated drill has no database to log in on", {
      hint: "run it on real components: --runtime process",
    });
  const door = await doorFor(plan, entry.drill, request);
  const { login } = door;
  if (request.show) return showLogin(door, request);
  if (request.execute !== undefined) return runOne(door, request.execute, request);
  const { found } = await findServer(findPaths(process.env, process.cwd()).cache);
  const client = found === undefined ? undefined : await findClient(found);
  if (client === undefined || process.stdin.isTTY !== true) return converse(door, request);
  request.say(`${request.as}@${login.host}:${login.port}  leave with \\q`);
  const way =
    door.socketPath === undefined
      ? [`--host=${login.host}`, `--port=${login.port}`]
      : [`--socket=${door.socketPath}`];
  return new Promise((resolve) => {
    // The password is passed in the environment: an argument would show in every process list.
    const env = {
      ...serverEnvironment(
        client.libraryPath === undefined ? {} : { libraryPath: client.libraryPath },
        process.env,
      ),
      MYSQL_PWD: login.password,
    };
    spawn(
      client.program,
      [
        "--no-defaults",
        "--comments",
        ...way,
        `--user=${login.user}`,
        ...(login.database === undefined ? [] : [login.database]),
      ],
      { stdio: "inherit", env },
    ).on("close", (code) => resolve(code ?? 1));
  });
}

async function doorFor(plan: Plan, drill: string, { on, as }: SqlRequest): Promise<Door> {
  const databases = Object.entries(plan.scenario.stack).flatMap(([name, component]) =>
    component.kind === "mysql" ? [{ name, component }] : [],
  );
  const chosen = databases.find(({ name }) => name === (on ?? databases[0]?.name));
  if (chosen === undefined)
    throw new GamedayError(
      "GD-C001",
      on === undefined ? "this stack has no database" : `no database "${on}"`,
      { hint: `there are: ${databases.map(({ name }) => name).join(", ") || "none"}` },
    );
  if (chosen.component.accounts[as] === undefined)
    throw new GamedayError("GD-C001", `no account "${as}" on ${chosen.name}`, {
      hint: `there are: ${Object.keys(chosen.component.accounts).join(", ")}`,
    });
  const { data } = await sendVerb({
    verb: "where",
    args: { component: chosen.name, account: as },
    drill,
  });
  if (typeof data !== "object" || data === null || !("host" in data) || !("port" in data))
    throw new GamedayError("GD-C005", `${chosen.name} is not up yet`, { hint: "gameday status" });
  const password = "password" in data ? String(data.password) : "";
  const login = {
    host: String(data.host),
    port: Number(data.port),
    user: as,
    password,
    database: chosen.component.database,
  };
  return {
    database: chosen.name,
    login,
    ...("socket" in data ? { socketPath: String(data.socket) } : {}),
    others: databases.map(({ name }) => name).filter((name) => name !== chosen.name),
  };
}

/**
 * An options file of the server's own clients: it can be kept, or handed over without ever being
 * one.
 */
function showLogin({ login, socketPath }: Door, { json, print, say }: SqlRequest): number {
  if (json)
    print(
      JSON.stringify({
        type: "login",
        v: 1,
        ...login,
        ...(socketPath === undefined ? {} : { socket: socketPath }),
      }),
    );
  else
    print(
      [
        "[client]",
        `host=${login.host}`,
        `port=${login.port}`,
        ...(socketPath === undefined ? [] : [`socket=${socketPath}`]),
        `user=${login.user}`,
        `password=${login.password}`,
        "[mysql]",
        `database=${login.database ?? ""}`,
      ].join("\n"),
    );
  say("use    mysql --defaults-extra-file=<(gameday sql --login)");
  return 0;
}

async function runOne(door: Door, sql: string, request: SqlRequest): Promise<number> {
  const mysql = await opened(door);
  try {
    return await statement(mysql, door.database, sql, request);
  } finally {
    await mysql.close();
  }
}

function opened({ database, login, socketPath, others }: Door): Promise<Mysql> {
  return connectMysql(login, socketPath === undefined ? {} : { socketPath }).catch(
    (error: unknown) => {
      throw new GamedayError(
        "GD-C005",
        `cannot log in on ${database} as ${login.user}: ${messageOf(error)}`,
        {
          hint: [
            "is the database up? gameday status",
            ...others.map((name) => `gameday sql --on ${name}`),
          ].join("   "),
        },
      );
    },
  );
}

async function statement(
  mysql: Mysql,
  database: string,
  typed: string,
  { json, print, say, drill }: SqlRequest,
): Promise<number> {
  const { sql, vertical } = askedFor(typed);
  try {
    const rows = await mysql.query(sql, { timeoutMs: 120_000 });
    print(json ? JSON.stringify({ type: "rows", v: 1, ...rows }) : printed(rows, vertical));
    const told = await sendVerb({
      verb: "tool.used",
      args: {
        tool: "sql",
        summary: shorten(sql.replaceAll(/\s+/g, " "), summaryMax),
        statement: sql.slice(0, 400),
        target: database,
      },
      drill,
    }).catch(() => undefined);
    for (const warning of told?.warnings ?? []) say(`! ${warning}`);
    return 0;
  } catch (error) {
    say(`error  ${messageOf(error)}`);
    return 1;
  }
}

/** Line by line, for a pipe or where no client is installed. Each line is one statement. */
async function converse(door: Door, request: SqlRequest): Promise<number> {
  const mysql = await opened(door);
  const lines = createInterface({
    input: process.stdin,
    output: process.stdin.isTTY ? process.stderr : undefined,
    prompt: `${door.login.user}> `,
  });
  let last = 0;
  try {
    if (process.stdin.isTTY) lines.prompt();
    for await (const line of lines) {
      const sql = line.trim();
      if (sql === "\\q" || sql === "exit" || sql === "quit") break;
      if (sql !== "") last = await statement(mysql, door.database, sql, request);
      if (process.stdin.isTTY) lines.prompt();
    }
    return last;
  } finally {
    lines.close();
    await mysql.close();
  }
}
