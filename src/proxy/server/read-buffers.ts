/**
 * Buffers that sockets read into again and again: a read costs no allocation, and a connection at rest holds hardly a page.
 * Each direction begins with a small one and gets a large one once a read has filled it.
 */
export const smallBytes = 16_384;

/** Fits the second-level cache with room to spare; larger ones were no faster. */
export const largeBytes = 262_144;

/** Small buffers are cut from slabs of so many. */
const slabCount = 64;
/** Large buffers kept for the next who needs one. */
const largeSpare = 64;

const small: Buffer[] = [];
const large: Buffer[] = [];

/** A small buffer that is nobody else's. */
export function takeSmall(): Buffer {
  const spare = small.pop();
  if (spare !== undefined) return spare;
  const slab = Buffer.allocUnsafeSlow(smallBytes * slabCount);
  for (let at = 1; at < slabCount; at += 1) small.push(slab.subarray(at * smallBytes, (at + 1) * smallBytes));
  return slab.subarray(0, smallBytes);
}

/** A large buffer that is nobody else's. */
export function takeLarge(): Buffer {
  return large.pop() ?? Buffer.allocUnsafeSlow(largeBytes);
}

/** Gives a buffer back that no read and no write still uses. */
export function giveBack(buffer: Buffer): void {
  if (buffer.length === smallBytes) small.push(buffer);
  else if (large.length < largeSpare) large.push(buffer);
}
