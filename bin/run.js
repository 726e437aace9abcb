#!/usr/bin/env node
// The entry: refuses an old Node in one line, then hands over to oclif. Plain old syntax up to the
// check, so that any Node can read it.
import { createRequire } from "node:module";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `error GD-E008  Gameday needs Node 22.19 or newer; this is ${process.version} (${process.execPath})\n`,
  );
  process.exit(69);
}
// Before Node has made its threads: the proxy needs one for each name that is being looked up.
if (process.argv[2] === "proxy" && !process.env.UV_THREADPOOL_SIZE)
  process.env.UV_THREADPOOL_SIZE = "64";
createRequire(import.meta.url)("node:module").enableCompileCache?.();
const { main } = await import("../dist/src/terminal/main.js");
const { leftBehind } = await import("../dist/src/watch/left-behind.js");
await main(new URL("..", import.meta.url), {
  notice: leftBehind,
  debug: async () => (await import("../dist/src/register/call-log.js")).showCalls(),
});
