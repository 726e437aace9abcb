const chunkBits = 11;
const chunkLength = 1 << chunkBits;

/**
 * Sums over the first so many seconds, in chunks of typed arrays: a day's drill has millions of them, none is for the garbage
 * collector to look at, and none is copied to make room.
 */
export class RunningSum {
  private readonly chunks: Float64Array[] = [new Float64Array(chunkLength)];
  private length = 0;
  private last = 0;

  /** Takes in the next second's value. */
  add(value: number): void {
    this.length += 1;
    this.last += value;
    let chunk = this.chunks[this.length >> chunkBits];
    if (chunk === undefined) this.chunks.push((chunk = new Float64Array(chunkLength)));
    chunk[this.length & (chunkLength - 1)] = this.last;
  }

  /** The sum over the first `seconds` seconds. */
  total(seconds: number): number {
    return this.chunks[seconds >> chunkBits]?.[seconds & (chunkLength - 1)] ?? 0;
  }
}
