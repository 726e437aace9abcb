import type { Socket } from "node:net";

/** A connection sent a line longer than allowed. */
export class LineTooLong extends Error {}

/**
 * The lines of a connection, one at a time; a peer that floods is slowed down by not being read.
 */
export async function* linesOf(
  socket: Socket,
  bytesMax: number,
): AsyncGenerator<string, void, undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  // Leaving early must not hang up: an answer may be due.
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    let rest: Buffer = Buffer.from(chunk);
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      if (length + end > bytesMax) throw new LineTooLong(`a line of more than ${bytesMax} bytes`);
      const line = Buffer.concat([...parts, rest.subarray(0, end)]).toString("utf8");
      parts = [];
      length = 0;
      rest = rest.subarray(end + 1);
      if (line.trim() !== "") yield line;
    }
    if (rest.length === 0) continue;
    parts.push(rest);
    length += rest.length;
    if (length > bytesMax) throw new LineTooLong(`a line of more than ${bytesMax} bytes`);
  }
}
