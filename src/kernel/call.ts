import { tracingChannel } from "node:diagnostics_channel";

/** What an adapter asks of a program that is not ours. */
export interface Call {
  readonly adapter: "engine" | "proxy" | "database" | "k6";
  /** The request, the statement, the command line; built only when there is a listener. */
  readonly what: () => string;
  /** What came of it, where it did not fail. */
  readonly outcome?: (result: unknown) => string;
  /** Values that must not be shown wherever they are in it, such as the login's password. */
  readonly secrets?: readonly string[];
}

/** Of one call while it is traced: Node's own names. */
export interface TracedCall extends Call {
  result?: unknown;
  error?: unknown;
}

/**
 * Where the calls of all adapters are announced. Without a listener an announced call is the bare
 * call.
 */
export const calls = tracingChannel<unknown, TracedCall>("gameday:call");

/** Announces a call that answers by a promise. */
export async function traced<T>(call: Call, ask: () => Promise<T>): Promise<T> {
  if (!calls.hasSubscribers) return ask();
  return calls.tracePromise(ask, { ...call });
}

/** Announces a call that answers by a Node callback, its last argument. */
export function tracedCallback<A extends readonly unknown[]>(
  call: (...args: A) => Call,
  ask: (...args: A) => void,
): (...args: A) => void {
  return (...args) => {
    if (!calls.hasSubscribers) return ask(...args);
    calls.traceCallback(ask, args.length - 1, { ...call(...args) }, undefined, ...args);
  };
}
