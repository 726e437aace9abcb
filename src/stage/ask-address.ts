import { connect } from "node:net";
import type { LinkAnswer } from "../fault/fault.ts";
import type { Endpoint } from "../runtime/runtime.ts";

/**
 * Opens a new connection, sends GET when a path is given, and reports what comes first and when.
 */
export function askAddress(
  { host, port }: Endpoint,
  path: string | undefined,
  withinMs: number,
): Promise<LinkAnswer> {
  const start = performance.now();
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const met = (what: LinkAnswer["met"]): void => {
      clearTimeout(late);
      socket.destroy();
      resolve({ met: what, afterMs: performance.now() - start });
    };
    let connected = false;
    const late = setTimeout(() => met("silence"), withinMs);
    socket.once("connect", () => {
      connected = true;
      if (path !== undefined)
        socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    });
    socket.once("data", () => met("answer"));
    socket.once("end", () => met("end"));
    socket.once("close", () => met("end"));
    // A reset may come so soon that there is no "connect" event before it.
    socket.on("error", (error: NodeJS.ErrnoException) =>
      met(connected || error.code === "ECONNRESET" || error.code === "EPIPE" ? "reset" : "refused"),
    );
  });
}
