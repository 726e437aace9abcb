const chunkBits = 11;
const chunkLength = 1 << chunkBits;

/**
 * Sums over the first so many seconds, in chunks of typed arrays: a day's drill has millions of
 * them, none is for the garbage collector to look at, and none is copied to make room. As long as
 * all is nought, nothing is kept at all.
 */
export class RunningSum {
  private readonly chunks: (Float64Array | undefined)[] = [];
  private length = 0;
  private last = 0;

  /** Takes in the next second's value, not negative. */
  add(value: number): void {
    this.length += 1;
    this.last += value;
    if (this.last === 0) return;
    const number = this.length >> chunkBits;
    let chunk = this.chunks[number];
    if (chunk === undefined) this.chunks[number] = chunk = new Float64Array(chunkLength);
    chunk[this.length & (chunkLength - 1)] = this.last;
  }

  /** The sum over the first `seconds` seconds. */
  total(seconds: number): number {
    return this.chunks[seconds >> chunkBits]?.[seconds & (chunkLength - 1)] ?? 0;
  }
}
