import type { OnReadOpts } from "node:net";
import { giveBack, shared, takeLarge } from "./read-buffers.ts";

/**
 * Where a socket reads to: the shared buffer, and a large buffer of its own once one read has
 * filled the shared one.
 */
export interface Intake {
  /** For the socket's options. */
  readonly onread: OnReadOpts;
  /**
   * Takes what was read. The data is valid until reading continues, or for good when `kept`. False
   * stops reading until the socket is resumed.
   */
  take: (data: Buffer, kept: boolean) => boolean;
  /** Gives the buffer back, once the socket is closed and no data from it is on its way. */
  readonly release: () => void;
}

/**
 * The reading side of a socket that does not exist yet. Errors while it takes data are passed to
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
          // The next socket to read overwrites the shared buffer.
          free = buffer === shared ? made.take(Buffer.from(read), true) : made.take(read, false);
        } catch (error) {
          fail(error);
        }
        // A reader that has to wait needs no larger one.
        full = free && bytes === into.length;
        return free;
      },
    },
    take: () => false,
    release: () => giveBack(buffer),
  };
  return made;
}
