/**
 * The bare sender: `load-bare.ts <port> <requests per second> <seconds>`. Raw sockets, one ready
 * request and a fixed schedule; no books, no journeys, no reading of what comes back. What it meets
 * is what this machine lets anybody do, so the others are measured by it.
 */
import { connect, type Socket } from "node:net";
import { goAhead } from "../src/load/priority.ts";

const [port = 0, perSecond = 0, seconds = 0] = process.argv.slice(2).map(Number);
const request = `GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`;
const answers = Buffer.allocUnsafeSlow(1 << 16);
const idle: Socket[] = [];
const all: Socket[] = [];
const total = perSecond * seconds;
let sent = 0;

function open(): Socket {
  // Both targets write an answer in one piece.
  const socket: Socket = connect({
    host: "127.0.0.1",
    port,
    noDelay: true,
    onread: { buffer: answers, callback: (): boolean => idle.push(socket) > 0 },
  });
  socket.on("error", (error) => {
    throw error;
  });
  all.push(socket);
  return socket;
}

function tick(): void {
  const due = Math.min(total, Math.floor(((performance.now() - startMs) * perSecond) / 1_000));
  for (; sent < due; sent += 1) (idle.pop() ?? open()).write(request);
  if (sent < total) setTimeout(tick, 1);
  else for (const socket of all) socket.end();
}

// As the driver's own thread does, so that both have the same standing among the machine's other
// programs.
goAhead();
const startMs = performance.now();
tick();
