import type { Socket } from "node:net";

/**
 * Resets a socket now, whatever is on its way. libuv refuses that for the one turn in which it
 * sends a FIN, and Node then loses the socket without closing it; so that turn is waited for.
 */
export function reset(socket: Socket): void {
  const ending = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0;
  if (ending && !socket.destroyed) socket.once("finish", () => socket.resetAndDestroy());
  else socket.resetAndDestroy();
}
