/** Where the sweep's result table is written: between two marks in docs/reliability.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../gameday.ts";
import { tableHead } from "./table.ts";

const page = join(root, "docs", "reliability.md");
const [from, to] = ["<!-- sweep: written by npm run test:kill-sweep -->", "<!-- /sweep -->"];

/**
 * Puts lines into the table, each in the place of the one that begins alike; asked for by
 * GAMEDAY_SWEEP_WRITE=1.
 */
export function keepResults(lines: readonly string[]): void {
  process.stderr.write(`${[...tableHead, ...lines].join("\n")}\n`);
  if (process.env["GAMEDAY_SWEEP_WRITE"] !== "1") return;
  const text = readFileSync(page, "utf8");
  const [start, end] = [text.indexOf(from) + from.length, text.indexOf(to)];
  if (start < from.length || end < start)
    throw new Error(`${page} has no marks for the sweep's table`);
  const subject = (line: string): string => line.split("|")[1]?.trim() ?? "";
  const old = text
    .slice(start, end)
    .split("\n")
    .filter((line) => line.startsWith("|") && !tableHead.includes(line));
  const kept = old.filter((line) => !lines.some((one) => subject(one) === subject(line)));
  writeFileSync(
    page,
    `${text.slice(0, start)}\n${[...tableHead, ...kept, ...lines].join("\n")}\n${text.slice(end)}`,
  );
}
