/**
 * Watches from inside of a sandbox: who comes to two addresses that nobody should ask, and who
 * listens where others could come.
 */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";

const seen = new Set();
const tell = (what) => {
  if (seen.has(what)) return;
  seen.add(what);
  appendFileSync("/canary/seen", `${what}\n`);
};
const own = new Set(["10.99.0.1:9911"]);
await Promise.all(
  ["127.0.0.1", "10.99.0.1"].map(
    (host) =>
      new Promise((resolve) =>
        createServer((socket) => {
          tell(`a connection to ${host}:9911`);
          socket.destroy();
        }).listen(9911, host, resolve),
      ),
  ),
);

/** `0100007F:26B7` → 127.0.0.1:9911 */
const address = (hex) =>
  `${hex
    .slice(0, 8)
    .match(/../g)
    .toReversed()
    .map((byte) => Number.parseInt(byte, 16))
    .join(".")}:${Number.parseInt(hex.slice(9), 16)}`;
const look = () => {
  for (const line of readFileSync("/proc/net/tcp", "utf8").split("\n").slice(1)) {
    const [, local, , state] = line.trim().split(/\s+/);
    if (state === "0A" && !address(local).startsWith("127.") && !own.has(address(local)))
      tell(`somebody listens on ${address(local)}`);
  }
  for (const line of readFileSync("/proc/net/tcp6", "utf8").split("\n").slice(1)) {
    const [, local, , state] = line.trim().split(/\s+/);
    if (
      state === "0A" &&
      !local.startsWith("00000000000000000000000001000000") &&
      !local.startsWith("0000000000000000FFFF00000100007F")
    )
      tell(`somebody listens on [${local}]`);
  }
};
setInterval(look, 100);
writeFileSync("/canary/ready", "");
