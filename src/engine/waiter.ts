/**
 * Things that wait for the state of the drill to become so; asked at each tick and after each event
 * that may matter.
 */
export class Waiters {
  private readonly waiting = new Set<() => boolean>();

  /**
   * Resolves true when the condition holds, false when `deadline()` says that its time is over,
   * rejects on abort.
   */
  until(condition: () => boolean, deadline: () => boolean, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const check = (): boolean => {
        if (signal.aborted) return (settle(), reject(signal.reason as Error), true);
        if (condition()) return (settle(), resolve(true), true);
        if (deadline()) return (settle(), resolve(false), true);
        return false;
      };
      const settle = (): void => {
        this.waiting.delete(check);
        signal.removeEventListener("abort", check);
      };
      this.waiting.add(check);
      signal.addEventListener("abort", check);
      check();
    });
  }

  ask(): void {
    for (const check of this.waiting) check();
  }
}
