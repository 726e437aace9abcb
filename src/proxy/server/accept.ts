import { Socket, type Server, type SocketConstructorOpts } from "node:net";
import { intake, type Intake } from "./intake.ts";
import { laneSocket } from "./lane.ts";

/** A client's socket, not reading yet, and the buffer that it will read into. */
export interface Client {
  readonly socket: Socket;
  readonly intake: Intake;
  /** Called when our own code throws while it reads; set by the code that forwards the client. */
  fail: (error: unknown) => void;
}

/**
 * The internals of Node's servers and sockets that are used here. They have not changed since Node
 * 0.11.
 */
interface ListeningHandle {
  onconnection: (error: number, handle: SocketConstructorOpts["handle"]) => void;
  readonly setNoDelay: (on: boolean) => void;
  readonly setKeepAlive: (on: boolean, delaySeconds: number) => void;
}

/** Whether accepted sockets inherit the listening socket's options: on Linux they do. */
const inherits = process.platform === "linux";

/**
 * Accepts the clients of a listening server. Node lets outgoing sockets read into our own buffer
 * (`onread`), but not the sockets that `net.Server` accepts; so we create those ourselves, and
 * `net.Server` does not count them. A client that cannot be accepted is closed.
 */
export function takeClients(
  server: Server,
  onClient: (client: Client) => void,
  onError: (error: unknown) => void,
): void {
  const listening = (server as unknown as { readonly _handle: ListeningHandle | null })._handle;
  if (typeof listening?.onconnection !== "function")
    throw new Error("accept: this Node.js listens in another way");
  if (inherits) {
    listening.setNoDelay(true);
    listening.setKeepAlive(true, 0);
  }
  listening.onconnection = (error, handle) => {
    // Too many open files, or the client has already gone: the proxy continues.
    if (error !== 0 || handle === undefined) return;
    const into = intake((cause) => client.fail(cause));
    const options: SocketConstructorOpts & { readonly pauseOnCreate: boolean } = {
      ...laneSocket,
      handle,
      pauseOnCreate: true,
      onread: into.onread,
    };
    const client: Client = { socket: new Socket(options), intake: into, fail: onError };
    try {
      if (!inherits) client.socket.setNoDelay(true).setKeepAlive(true);
      onClient(client);
    } catch (cause) {
      refuse(client);
      onError(cause);
    }
  };
}

/** Closes a client that will not be forwarded. */
export function refuse({ socket, intake: into }: Client): void {
  socket.on("error", () => {}).once("close", into.release);
  socket.destroy();
}
