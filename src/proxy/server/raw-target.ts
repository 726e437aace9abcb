import type { Server } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/**
 * Node's parser refuses bytes beyond ASCII in a request's target; Go serves them, and some clients
 * send names so.
 */
type ParserError = Error & {
  readonly code?: string;
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
};

/**
 * Serves such requests too: their connection is given to the server once more, with these bytes
 * escaped. All other bad requests get a 400.
 */
export function serveRawTargets(server: Server): void {
  server.on("clientError", (error: ParserError, socket: Duplex) => {
    const escaped = error.code === "HPE_INVALID_URL" ? escapedFrom(error) : undefined;
    if (escaped !== undefined && socket.writable) serveAgain(server, socket, escaped);
    else if (socket.writable)
      socket.end(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request",
        () => socket.destroy(),
      );
    else socket.destroy();
  });
}

/**
 * What was received from the bad request on, its target escaped; undefined when that is not what is
 * wrong with it.
 */
function escapedFrom({ rawPacket, bytesParsed = 0 }: ParserError): Buffer | undefined {
  const text = rawPacket?.toString("latin1") ?? "";
  const from = text.lastIndexOf("\r\n", bytesParsed);
  const request = text.slice(from < 0 ? 0 : from + 2);
  const [line = ""] = request.split("\r\n", 1);
  const target = line.split(" ")[1] ?? "";
  if (!/^[A-Z]+ [^ ]+ HTTP\/1\.[01]$/.test(line) || !/[\x80-\xff]/.test(target)) return undefined;
  const safe = target.replaceAll(
    /[\x80-\xff]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return Buffer.from(
    request.replace(target, () => safe),
    "latin1",
  );
}

/**
 * The connections that were given to the server again. Each is wrapped once, however many such
 * requests it carries.
 */
const wrapped = new WeakSet<Duplex>();

/** Gives the server the same connection once more, as if these bytes had come first. */
function serveAgain(server: Server, socket: Duplex, first: Buffer): void {
  if (wrapped.has(socket)) socket.pause();
  dropParser(socket);
  const stream = wrapped.has(socket) ? socket : wrap(socket);
  stream.unshift(first);
  server.emit("connection", stream);
  stream.resume();
}

/** Removes the failed parser, which must not get the rest, and all of its listeners. */
function dropParser(socket: Duplex): void {
  for (const event of ["data", "end"]) socket.removeAllListeners(event);
  // The response to an earlier request is still on its way, and needs the rest.
  if ((socket as Duplex & { readonly _httpMessage?: unknown })._httpMessage) return;
  for (const freed of socket.listeners("close")) freed.call(socket);
  for (const event of ["close", "drain", "timeout", "error", "pause", "resume"])
    socket.removeAllListeners(event);
}

function wrap(socket: Duplex): Duplex {
  const stream = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, encoding, done) => void socket.write(chunk, encoding, done),
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  wrapped.add(stream);
  socket.on("data", (data: Buffer) => void (stream.push(data) || (socket as Socket).pause()));
  socket.on("end", () => void stream.push(null));
  socket.on("error", () => {});
  socket.once("close", () => void stream.destroy());
  return stream;
}
