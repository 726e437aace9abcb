/**
 * Clients of every kind at a drill's socket: it never falls, it answers every line, and it does
 * nothing that nobody may ask for.
 */
import { connect } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { call } from "../../src/control/client.ts";
import { lineBytesMax, type Answer } from "../../src/control/protocol.ts";
import { serve } from "../../src/control/server.ts";
import { verbHandler } from "../../src/control/verbs.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import { errorTable } from "../../src/kernel/error.ts";
import { fuzzRuns } from "../support/fuzz-runs.ts";
import { drillPort, request, type DrillPort } from "../support/drill-port.ts";
import { client, mayBeAccepted, piecesOf, type Client } from "./wild-requests.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();

/** Sends what the client sends and gives back what it read; a lingering one is left there. */
function converse(path: string, who: Client, left: Set<{ destroy(): void }>): Promise<string> {
  return new Promise((resolve, reject) => {
    let read = "";
    const socket = connect({ path, allowHalfOpen: true });
    socket.on("error", () => {});
    socket.on("data", (chunk) => (read += String(chunk)));
    socket.setTimeout(10_000, () => reject(new Error("neither answered nor hung up on")));
    socket.on("close", () => {
      left.delete(socket);
      resolve(read);
    });
    for (const piece of piecesOf(who)) socket.write(piece);
    if (who.goes === "reads") socket.end();
    else if (who.goes === "lingers") {
      left.add(socket);
      resolve("");
    } else setImmediate(() => socket.destroy());
    // As the server's half ends, so does ours.
    socket.on("end", () => socket.destroySoon());
  });
}

const isControl = (char: string): boolean =>
  char < " " ? char !== "\n" && char !== "\t" : char >= "\u007f" && char <= "\u009f";
const known = new Set(Object.keys(errorTable));

function expectAnswers(who: Client, read: string): void {
  const asked = who.lines.filter((line) => line.toString("utf8").trim() !== "");
  const tooLong = asked.findIndex((line) => line.length > lineBytesMax);
  const follows = asked.findIndex((line) => /"verb":"subscribe"/.test(line.toString("utf8")));
  const answers = read
    .split("\n")
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { v: number; answer: Answer }).answer);
  // Nothing is read after an endless line, nor after somebody began to follow.
  if (tooLong === -1 && follows === -1)
    expect(answers.length, `${answers.length} answers`).toBe(asked.length);
  for (const [i, answer] of answers.entries()) {
    if (answer.ok)
      expect(
        mayBeAccepted(asked[i] ?? Buffer.alloc(0)),
        `accepted: ${String(asked[i]).slice(0, 300)}`,
      ).toBe(true);
    if (!answer.ok)
      expect(known, `${answer.error.code}: ${answer.error.message}`).toContain(answer.error.code);
    if (!answer.ok) expect(answer.error.message.length).toBeLessThan(6_000);
  }
}

/**
 * What stands in the journal afterwards: by people or bots alone, nothing that could drive a
 * terminal, levels that the house has.
 */
function expectSoundStory(events: readonly GamedayEvent[]): void {
  for (const { type, by, data } of events) {
    expect(by.kind === "person" || by.kind === "bot", `${type} by ${by.kind}`).toBe(true);
    expect(by.id.trim()).not.toBe("");
    const texts = JSON.stringify([by, data], (_key, value: unknown) =>
      typeof value === "string" && value.split("").some(isControl)
        ? expect.fail(`${type}: a control character in ${JSON.stringify(value.slice(0, 80))}`)
        : value,
    );
    expect(texts.length).toBeLessThan(64 * 1024);
    if (type === "incident.declared") expect([0, 1, 2]).toContain(data.level);
    if (type === "incident.severity") expect([0, 1, 2]).toContain(data.to);
  }
}

test(
  `${fuzzRuns(10_000)} rounds of up to three clients: each line is answered, the drill lives on, and only what may be asked for happens`,
  { timeout: 300_000 },
  async () => {
    let port: DrillPort = drillPort();
    let bugs: unknown[] = [];
    const left = new Set<{ destroy(): void }>();
    const server = await serve(join(folder, "s", "c.sock"), {
      handle: (asked) => verbHandler(port)(asked),
      onBug: (error) => void bugs.push(error),
      events: { follow: () => () => {} },
    });
    await fc.assert(
      fc.asyncProperty(fc.array(client, { minLength: 1, maxLength: 3 }), async (clients) => {
        port = drillPort();
        bugs = [];
        const reads = await Promise.all(clients.map((one) => converse(server.path, one, left)));
        for (const [i, one] of clients.entries())
          if (one.goes === "reads") expectAnswers(one, reads[i] ?? "");
        expect(bugs).toEqual([]);
        expect(await call(server.path, request("status"), 10_000)).toMatchObject({
          ok: true,
          text: expect.stringMatching(/^(The drill is in progress|You are on call)/) as string,
        });
        expectSoundStory(port.events);
        for (const socket of left) socket.destroy();
      }),
      { numRuns: fuzzRuns(10_000) },
    );
    await server.close();
  },
);
