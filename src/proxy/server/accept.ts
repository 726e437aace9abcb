import { Socket, type Server, type SocketConstructorOpts } from "node:net";
import { intake, type Intake } from "./intake.ts";
import { laneSocket } from "./lane.ts";

/** A client's socket, not reading yet, and what it will read. */
export interface Client {
  readonly socket: Socket;
  readonly intake: Intake;
  /** Called when something of ours throws while it reads; set by whoever forwards it. */
  fail: (error: unknown) => void;
}

/**
 * The part of Node's own objects behind servers and sockets that is used here. It has been so since
 * Node 0.11.
 */
interface ListeningHandle {
  onconnection: (error: number, handle: SocketConstructorOpts["handle"]) => void;
  readonly setNoDelay: (on: boolean) => void;
  readonly setKeepAlive: (on: boolean, delaySeconds: number) => void;
}

/**
 * What clients have been given already by the socket that they came through: here the kernel hands
 * options on.
 */
const inherits = process.platform === "linux";

/**
 * Takes the clients of a listening server. Node lets a dialled socket read into a buffer of ours
 * (`onread`), an accepted one only when it is made by hand, so it is made here instead of in
 * `net.Server`, which then does not count it. A client that cannot be taken is closed.
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
    // Too many open files, or a client that is gone again: the proxy goes on.
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

/** Closes a client that nobody forwards. */
export function refuse({ socket, intake: into }: Client): void {
  socket.on("error", () => {}).once("close", into.release);
  socket.destroy();
}
