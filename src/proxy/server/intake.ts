import type { OnReadOpts } from "node:net";
import { giveBack, shared, takeLarge } from "./read-buffers.ts";

/**
 * What a socket reads: into the buffer that all share, and into a large one of its own once a read
 * has filled that.
 */
export interface Intake {
  /** For the socket's options. */
  readonly onread: OnReadOpts;
  /**
   * Gets what was read, which holds until the reading goes on, or for good when `kept`; false stops
   * the reading until the socket is resumed.
   */
  take: (data: Buffer, kept: boolean) => boolean;
  /** Gives the buffer up, once the socket is closed and nothing read from it is on its way. */
  readonly release: () => void;
}

/**
 * The reading side of a socket that is yet to be made. What throws while it takes is given to
 * `fail`.
 */
export function intake(fail: (error: unknown) => void): Intake {
  let buffer: Buffer = shared;
  let full = false;
  const made: Intake = {
    onread: {
      // Asked at the start and after each read.
      buffer: () => {
        if (full && buffer === shared) buffer = takeLarge();
        return buffer;
      },
      callback: (bytes, into) => {
        let free = false;
        try {
          const read = buffer.subarray(0, bytes);
          // The next to read overwrites what is shared.
          free = buffer === shared ? made.take(Buffer.from(read), true) : made.take(read, false);
        } catch (error) {
          fail(error);
        }
        // Who has to wait needs no larger one.
        full = free && bytes === into.length;
        return free;
      },
    },
    take: () => false,
    release: () => giveBack(buffer),
  };
  return made;
}
