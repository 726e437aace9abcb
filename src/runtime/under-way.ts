/** What is being done to a stack; who takes it down waits until that has come to rest. */
export class UnderWay {
  readonly #work = new Set<Promise<unknown>>();

  /** Is anything under way now? */
  get any(): boolean {
    return this.#work.size > 0;
  }

  /** The same work, waited for when the stack goes. */
  track<T>(work: Promise<T>): Promise<T> {
    this.#work.add(work);
    const forget = (): void => void this.#work.delete(work);
    work.then(forget, forget);
    return work;
  }

  /** Resolves when all of it has ended, well or badly. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#work);
  }
}
