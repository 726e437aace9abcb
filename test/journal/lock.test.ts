import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { openJournal } from "../../src/journal/file-journal.ts";
import { lockHolder, processStart, takeLock, waitForLock } from "../../src/journal/lock.ts";
import { thisOrigin } from "../../src/journal/origin.ts";
import { handClock } from "../contract/journal.contract.ts";
import { note, texts } from "../support/journal-texts.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();
let count = 0;
const fresh = (): string => join(folder, `f${(count += 1)}.jsonl`);

describe("one writer", () => {
  test("a second writer is refused and told who writes", async () => {
    const file = fresh();
    const journal = await openJournal(file, handClock());
    await expect(openJournal(file, handClock())).rejects.toMatchObject({
      code: "GD-R005",
      message: `${file} is being written by process ${process.pid}`,
    });
    await journal.close();
    const again = await openJournal(file, handClock());
    await again.close();
    expect(readdirSync(folder).filter((name) => name.startsWith(`${basename(file)}.lock`))).toEqual(
      [],
    );
  });

  test("the lock of a killed writer is taken over, and all that it acknowledged is there", async () => {
    const file = fresh();
    const child = spawn(process.execPath, ["test/fixtures/hold-journal.ts", file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    await expect(openJournal(file, handClock())).rejects.toMatchObject({ code: "GD-R005" });
    expect(lockHolder(file)?.pid).toBe(child.pid);
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    const journal = await openJournal(file, handClock());
    journal.append(note("after the crash"));
    await journal.close();
    const found = await texts(file);
    expect(found[0]).toBe("acknowledged");
    expect(found.at(-1)).toBe("after the crash");
  });

  test("a process id that the system gave to another does not hold the lock", () => {
    const file = fresh();
    writeFileSync(`${file}.lock`, JSON.stringify({ pid: process.pid, start: "1" }));
    takeLock(file).release();
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test("of many who find a dead lock at once, exactly one gets it", async () => {
    const file = fresh();
    writeFileSync(`${file}.lock`, JSON.stringify({ pid: 999_999_999, start: "1" }));
    const script = `import { takeLock } from "./src/journal/lock.ts"; try { takeLock(process.argv[1]); console.log("mine"); setInterval(() => {}, 1000); } catch { console.log("refused"); }`;
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ["--input-type=module-typescript", "-e", script, file], {
        stdio: ["ignore", "pipe", "inherit"],
      }),
    );
    const answers = await Promise.all(
      children.map(async (child) => String((await once(child.stdout, "data"))[0]).trim()),
    );
    for (const child of children) child.kill("SIGKILL");
    expect(answers.toSorted()).toEqual(["mine", "refused", "refused", "refused"]);
  });

  test("who waits for a lock gets it once it is released, and hears who holds it when patience ends", async () => {
    const file = fresh();
    const held = takeLock(file);
    let now = 0;
    const clock = {
      monoMs: () => now,
      wallMs: () => now,
      sleep: async (ms: number) => {
        now += ms;
        if (now >= 1_000) held.release();
      },
    };
    await expect(waitForLock(file, clock, 500)).rejects.toThrow(
      `is being written by process ${process.pid}`,
    );
    (await waitForLock(file, clock, 10_000)).release();
    expect(now).toBeGreaterThanOrEqual(1_000);
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test.runIf(process.platform === "linux")(
    "a dead process that nobody has buried holds no lock",
    async () => {
      const file = fresh();
      const parent = spawn("sh", ["-c", "sleep 0.2 & echo $!; exec sleep 60"], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      const pid = Number(String((await once(parent.stdout, "data"))[0]));
      await expect.poll(() => readFileSync(`/proc/${pid}/stat`, "utf8")).toContain(") Z ");
      const start = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[19] ?? "";
      writeFileSync(`${file}.lock`, JSON.stringify({ pid, start }));
      takeLock(file).release();
      parent.kill("SIGKILL");
    },
  );

  test("a lock of an earlier boot is nobody's, though its process id is a living one's again", () => {
    const file = fresh();
    const { origin, start } = { origin: thisOrigin(), start: processStart(process.pid) };
    writeFileSync(
      `${file}.lock`,
      JSON.stringify({ pid: process.pid, start, origin: { ...origin, boot: "before" } }),
    );
    utimesSync(`${file}.lock`, origin.bootedAt - 60, origin.bootedAt - 60);
    takeLock(file).release();
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test.each([
    [
      "host",
      { host: "build-7/0123", boot: "theirs" },
      /by process 999999999 of host build-7, pid namespace/,
    ],
    [
      "pid namespace",
      { pids: "4026539999" },
      /by process 999999999 of host .*, pid namespace 4026539999/,
    ],
  ])(
    "a lock of another %s is not taken, but by who knows that it is gone, or after its time",
    (_what, more, text) => {
      const file = fresh();
      writeFileSync(
        `${file}.lock`,
        JSON.stringify({ pid: 999_999_999, start: "1", origin: { ...thisOrigin(), ...more } }),
      );
      expect(() => takeLock(file)).toThrow(
        expect.objectContaining({ code: "GD-R005", message: expect.stringMatching(text) }),
      );
      expect(() => takeLock(file, { elsewhereForMs: 60_000 })).toThrow(
        expect.objectContaining({ code: "GD-R005" }),
      );
      expect(existsSync(`${file}.lock`)).toBe(true);
      takeLock(file, { elsewhereForMs: 0 }).release();
      expect(existsSync(`${file}.lock`)).toBe(false);
    },
  );

  test("a living process has a start, a dead one has none", () => {
    expect(processStart(process.pid)).toMatch(/./);
    expect(processStart(999_999_999)).toBeUndefined();
  });
});
