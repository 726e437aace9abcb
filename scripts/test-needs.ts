/** What tests may want beyond Node, and how to have it. */
export const needs = {
  mysql: "bin/gameday setup mysql",
  redis: "bin/gameday setup redis",
  postgres: "bin/gameday setup postgres",
  haproxy: "bin/gameday setup haproxy",
  k6: "bin/gameday setup tools (needs Go), or k6 on PATH",
  toxiproxy: "bin/gameday setup tools (needs Go), or toxiproxy-server on PATH",
  chromium: "apt-get install chromium, or GAMEDAY_CHROMIUM=<a Chromium>",
  docker: "a running Docker engine, then bin/gameday setup images",
  downloads: "GAMEDAY_REQUIRE=mysql npm test: they fetch a server again",
} as const;

export type Need = keyof typeof needs;

/** Lines of `{part, file}` → one line for each part that was lacking. */
export function skippedLines(records: string): readonly string[] {
  const files = new Map<Need, Set<string>>();
  for (const line of records.split("\n").filter((one) => one !== "")) {
    const { part, file } = JSON.parse(line) as { part: Need; file: string };
    files.set(part, (files.get(part) ?? new Set()).add(file));
  }
  return [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([part, { size }]) =>
        `skipped  ${part}: tests of ${size} ${size === 1 ? "file" : "files"}; to run them: ${needs[part]}`,
    );
}
