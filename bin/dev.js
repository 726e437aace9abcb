#!/usr/bin/env node
// Runs src/ with Node's own type stripping: no loader, no stale dist. For people who work on
// Gameday.
import { leftBehind } from "../src/watch/left-behind.ts";
import { main } from "../src/terminal/main.ts";

await main(new URL("..", import.meta.url), {
  commands: "./src/commands",
  notice: leftBehind,
  debug: async () => (await import("../src/register/call-log.ts")).showCalls(),
});
