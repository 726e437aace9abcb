/**
 * The neutral receiver, as its own process: answers every request at once and notes when it came,
 * to the microsecond. Raw sockets and a ready-made answer, so that it costs the senders as little
 * of the machine as can be. Its parent hears of the first one and asks for the times by IPC.
 */
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

const answer = Buffer.from(
  "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Type: text/plain\r\n\r\nok\n",
);
let times: number[] = [];

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    // One request at a time on a connection, without a body: whatever ends with an empty line is
    // one.
    if (chunk.at(-1) !== 10 || chunk.at(-3) !== 10) return;
    if (times.push(performance.now()) === 1) process.send?.({ began: true });
    socket.write(answer);
  });
});
server.listen(0, "127.0.0.1", 4_096, () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);

process.on("message", () => {
  process.send?.({ times });
  times = [];
});
process.on("disconnect", () => process.exit(0));
