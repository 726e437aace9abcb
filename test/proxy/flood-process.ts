/**
 * A sender and a receiver in a process of their own, so that what they do takes no time of whoever
 * measures. Started by `pressure.ts`.
 */
import { connect, createServer } from "node:net";

const sink = createServer((socket) => void socket.on("error", () => {}).resume()).listen(
  0,
  "127.0.0.1",
  () => {
    const address = sink.address();
    if (address !== null && typeof address !== "string") process.send?.({ port: address.port });
  },
);

let written = (): number => 0;

process.on("message", ({ send, report }: { send?: string; report?: true }) => {
  if (report === true) process.send?.({ written: written() });
  if (send === undefined) return;
  const at = send.lastIndexOf(":");
  const socket = connect({ host: send.slice(0, at), port: Number(send.slice(at + 1)) });
  const block = Buffer.alloc(65_536, "x");
  const more = (): void => {
    while (socket.writable && socket.write(block));
  };
  written = () => socket.bytesWritten - socket.writableLength;
  socket
    .on("error", () => {})
    .on("connect", more)
    .on("drain", more);
});
process.once("disconnect", () => process.exit());
