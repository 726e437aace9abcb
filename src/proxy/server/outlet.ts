import type { Socket } from "node:net";
import type { Ending } from "./stage.ts";
import { reset } from "./reset.ts";

/**
 * The way out of a lane: what is written goes to the kernel at once, and an end waits for what the
 * kernel has not taken yet.
 */
export interface Outlet {
  readonly write: (data: Uint8Array) => void;
  readonly end: (how: Ending) => void;
  /** Closes the socket behind what is on its way. */
  readonly close: () => void;
  /** Nothing is on its way. */
  readonly ready: () => boolean;
}

/** Node's own word for what is no text; its types have forgotten it. */
const bytes = "buffer" as BufferEncoding;

/**
 * Writes to a socket past the queue that Node keeps of its writes: a lane holds back its source
 * itself, and Node's queue costs a turn of its own for each write. `onReady` is called when all
 * that was on its way is gone; not when it went at once.
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
    // With nobody left on either side there is nothing to wait for.
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
