/**
 * Buffers that sockets read into. One is shared by all that read little: bytes are copied out of it
 * before anybody else reads, so that a connection at rest holds no buffer. Who fills it with one
 * read gets a large one, and then costs no copy and no allocation.
 */
export const shared = Buffer.allocUnsafeSlow(16_384);

/** Fits the second-level cache with room to spare; larger ones were no faster. */
export const largeBytes = 262_144;

/** Large buffers kept for the next who needs one. */
const largeSpare = 64;

const large: Buffer[] = [];

/** A large buffer that is nobody else's. */
export function takeLarge(): Buffer {
  return large.pop() ?? Buffer.allocUnsafeSlow(largeBytes);
}

/** Gives a buffer back that no read and no write still uses. */
export function giveBack(buffer: Buffer): void {
  if (buffer !== shared && large.length < largeSpare) large.push(buffer);
}
