import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A target that neither sender can exhaust first, with a log that tells when each request was
 * answered.
 */
export interface Nginx extends AsyncDisposable {
  readonly port: number;
  /** Wall-clock ms, to the millisecond, of every request answered since the last call. */
  answeredMs(): Promise<readonly number[]>;
}

/** How soon what was answered is in the log. */
const logMs = 100;

/** Starts nginx (GAMEDAY_NGINX, else the one on PATH) with one worker on a private folder. */
export async function startNginx(binary = process.env["GAMEDAY_NGINX"] ?? "nginx"): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), "gameday-nginx-"));
  const port = await freePort();
  const log = join(folder, "access.log");
  mkdirSync(join(folder, "temp"));
  writeFileSync(join(folder, "nginx.conf"), configuration(folder, port));
  const child = spawn(
    binary,
    ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")],
    { stdio: "ignore" },
  );
  const gone = new Promise<never>((_, reject) => {
    child.on("error", (error) =>
      reject(
        new Error(
          `bench: no nginx (${error.message}); put one on PATH or name it with GAMEDAY_NGINX`,
        ),
      ),
    );
    child.on("exit", (code) =>
      reject(
        new Error(
          `bench: nginx ended with ${code}: ${readFileSync(join(folder, "error.log"), "utf8")}`,
        ),
      ),
    );
  });
  gone.catch(() => undefined);
  await Promise.race([gone, listening(port)]);
  let read = 0;
  return {
    port,
    async answeredMs() {
      await new Promise((resolve) => setTimeout(resolve, 2 * logMs));
      const text = readFileSync(log, "latin1").slice(read);
      read += text.length;
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => Number(line) * 1_000);
    },
    async [Symbol.asyncDispose]() {
      const exited = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number): string {
  return `worker_processes 1;
daemon off;
pid ${folder}/nginx.pid;
events { worker_connections 8192; }
http {
  log_format when '$msec';
  access_log ${folder}/access.log when buffer=256k flush=${logMs}ms;
  client_body_temp_path ${folder}/temp; proxy_temp_path ${folder}/temp; fastcgi_temp_path ${folder}/temp; uwsgi_temp_path ${folder}/temp; scgi_temp_path ${folder}/temp;
  keepalive_requests 1000000000;
  server { listen 127.0.0.1:${port} backlog=4096; location / { return 200 "ok\\n"; } }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      socket.on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
