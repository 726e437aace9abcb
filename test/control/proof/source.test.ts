import { describe, expect, it } from "vitest";
import { sourceOf, type Source } from "../../../src/control/proof/source.ts";

const commands: Readonly<Record<Source, readonly (readonly string[])[]>> = {
  prints: [
    ["echo", "pool-timeout"],
    ["/bin/echo", "61"],
    ["printf", "%s\\n", "api"],
    ["env", "A=1", "echo", "x"],
    [":"],
    ["cat"],
    ["seq", "61"],
    ["sh", "-c", "echo pool-timeout"],
    ["bash", "-lc", "printf 'a\\tb\\n' | column -t"],
    ["sh", "-c", "echo 'a|b; c' && echo d"],
    ["bash", "-c", "cat <<< pool-timeout"],
    ["sh", "-c", "cat <<EOF\npool-timeout\nEOF"],
    ["sh", "-c", "X=1; echo $X | grep 1 | head -1"],
    ["sh", "-c", ""],
    ["gameday", "sql", "-e", "SELECT 'api' AS application, 61 AS n"],
    ["mysql", "-e", "select 61"],
    ["mysql", "--execute=SELECT 'x from y'"],
    ["sh", "-c", "gameday sql -e \"SELECT 'api'\""],
  ],
  system: [
    ["gameday", "sql", "-e", "SHOW FULL PROCESSLIST"],
    [
      "mysql",
      "-B",
      "-e",
      "SELECT application, COUNT(*) FROM information_schema.processlist GROUP BY 1",
    ],
    ["mysql"],
    ["gameday", "sql", "-e", "SELECT @@max_connections"],
    ["curl", "-s", "http://127.0.0.1:8080/health"],
    ["grep", "export", "reports/runs/x/logs/api-1.log"],
    ["tail", "-50", "/tmp/runs/logs/db-slow.log"],
    ["docker", "logs", "api"],
    ["cat", "/proc/loadavg"],
    ["sh", "-c", "grep pool-timeout reports/runs/x/logs/api-*.log | tail -3"],
    ["sh", "-c", "echo before; gameday sql -e 'SHOW STATUS'"],
    ["sh", "-c", 'echo "$(gameday sql -e "SHOW STATUS")"'],
    ["sh", "-c", "echo `curl -s http://127.0.0.1:1/`"],
    ["sudo", "ss", "-tn"],
  ],
  unknown: [
    ["python3", "-c", "print(61)"],
    ["./look.sh"],
    ["cat", "/tmp/mine"],
    ["grep", "x", "/tmp/mine"],
    ["awk", "BEGIN{print 61}"],
    ["node", "-e", "console.log(61)"],
    ["sh", "look.sh"],
    ["sh", "-c", "python3 look.py | head -1"],
    ["sh", "-c", "ps >/dev/null; printf 'api 50\\n'"],
    ["cat", "/tmp/mine.log"],
  ],
};

describe("where a proof comes from", () => {
  for (const [source, all] of Object.entries(commands))
    it.each(all.map((words) => [words.join(" "), words] as const))(
      `${source}: %s`,
      (_text, words) => expect(sourceOf(words)).toBe(source),
    );

  it("is told of any words at all, and in time", () => {
    for (const piece of ['"', "'", "$(", "`", "\\", "((((", "|;&", "\n", '"$(']) {
      const began = performance.now();
      expect(["prints", "unknown", "system"]).toContain(
        sourceOf(["sh", "-c", piece.repeat(2_000)]),
      );
      expect(performance.now() - began).toBeLessThan(1_000);
    }
  });
});
