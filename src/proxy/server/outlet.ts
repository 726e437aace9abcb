import type { Socket } from "node:net";
import type { Ending } from "./stage.ts";
import { reset } from "./reset.ts";

/**
 * Writes to a lane's destination: data goes to the kernel immediately, and an end waits for what
 * the kernel has not taken yet.
 */
export interface Outlet {
  readonly write: (data: Uint8Array) => void;
  readonly end: (how: Ending) => void;
  /** Closes the socket after everything that is on its way. */
  readonly close: () => void;
  /** Nothing is on its way. */
  readonly ready: () => boolean;
}

/** Node's name for data that is not text; its type definitions omit it. */
const bytes = "buffer" as BufferEncoding;

/**
 * Writes to a socket and bypasses Node's write queue: a lane holds back its source itself, and
 * Node's queue costs an extra turn for each write. `onReady` is called when everything that was
 * waiting has been sent; not when it was sent immediately.
 */
export function openOutlet(source: Socket, dest: Socket, onReady: () => void): Outlet {
  let pending = 0;
  let writing = false;
  let ending: (() => void) | undefined;
  const written = (error?: Error | null): void => {
    pending -= 1;
    if (error) dest.destroy(error);
    if (pending > 0 || writing) return;
    ending?.();
    onReady();
  };
  /**
   * With an end already asked for, a socket could not be reset before its reader has read: libuv
   * refuses.
   */
  const afterWrites = (act: () => void): void => {
    if (pending === 0) act();
    else ending = act;
  };
  const close = (): void => {
    // With both sides gone there is nothing to wait for.
    if (source.destroyed) dest.destroy();
    else dest.destroySoon();
  };
  return {
    write: (data) => {
      pending += 1;
      writing = true;
      try {
        // Calls back before it returns when the kernel has taken all of it.
        dest._write(data, bytes, written);
      } finally {
        writing = false;
      }
    },
    end: (how) => {
      if (how === "reset") {
        reset(dest);
        reset(source);
        // Half-close is kept: the other direction goes on, unless its reader is gone.
      } else if (how === "fin" && !source.destroyed) afterWrites(() => dest.end());
      else afterWrites(close);
    },
    close: () => afterWrites(close),
    ready: () => pending === 0,
  };
}
