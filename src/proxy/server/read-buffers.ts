/**
 * Buffers that sockets read into. Small reads share one: bytes are copied out of it before any
 * other socket reads, so that an idle connection holds no buffer. A socket that fills it with one
 * read gets a large buffer, and then needs no copy and no allocation.
 */
export const shared = Buffer.allocUnsafeSlow(16_384);

/** Fits into the second-level cache; larger buffers were no faster. */
export const largeBytes = 262_144;

/** Large buffers kept for reuse. */
const largeSpare = 64;

const large: Buffer[] = [];

/** A large buffer that no one else uses. */
export function takeLarge(): Buffer {
  return large.pop() ?? Buffer.allocUnsafeSlow(largeBytes);
}

/** Gives a buffer back that no read and no write still uses. */
export function giveBack(buffer: Buffer): void {
  if (buffer !== shared && large.length < largeSpare) large.push(buffer);
}
