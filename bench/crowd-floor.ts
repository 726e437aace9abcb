/**
 * The least that a drill has to do for a verb: takes a line on a Unix socket, appends it to a file,
 * has it on the disk, and answers.
 */
import { open } from "node:fs/promises";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

const [socket = "", file = ""] = process.argv.slice(2);
const handle = await open(file, "a");
let waiting: (() => void)[] = [];
let syncing = false;

/** Everything that came meanwhile goes to the disk at once, as in a journal. */
async function sync(): Promise<void> {
  if (syncing) return;
  syncing = true;
  while (waiting.length > 0) {
    const these = waiting;
    waiting = [];
    await handle.datasync();
    for (const done of these) done();
  }
  syncing = false;
}

createServer((connection) => {
  createInterface({ input: connection }).on("line", (line) => {
    void handle.write(`${line}\n`).then(() => {
      waiting.push(() => connection.end('{"ok":true}\n'));
      void sync();
    });
  });
}).listen(socket, () => process.stdout.write("listening\n"));
