import type { OnReadOpts } from "node:net";
import { giveBack, smallBytes, takeLarge, takeSmall } from "./read-buffers.ts";

/** What a socket reads, in one buffer of its own. */
export interface Intake {
  /** For the socket's options. */
  readonly onread: OnReadOpts;
  /** Gets what was read, which holds until the reading goes on; false stops the reading until the socket is resumed. */
  take: (data: Buffer) => boolean;
  /** Gives the buffer up, once the socket is closed and nothing read from it is on its way. */
  readonly release: () => void;
}

/** The reading side of a socket that is yet to be made. What throws while it takes is given to `fail`. */
export function intake(fail: (error: unknown) => void): Intake {
  let buffer = takeSmall();
  let full = false;
  const made: Intake = {
    onread: {
      // Asked at the start and after each read.
      buffer: () => {
        if (!full || buffer.length > smallBytes) return buffer;
        giveBack(buffer);
        return (buffer = takeLarge());
      },
      callback: (bytes, into) => {
        let free = false;
        try {
          free = made.take(buffer.subarray(0, bytes));
        } catch (error) {
          fail(error);
        }
        // While a write still uses it, it cannot be given back.
        full = free && bytes === into.length;
        return free;
      },
    },
    take: () => false,
    release: () => giveBack(buffer),
  };
  return made;
}
