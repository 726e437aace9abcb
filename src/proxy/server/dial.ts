import { lookup, type LookupAddress } from "node:dns";
import { connect, type LookupFunction, type OnReadOpts, type Socket } from "node:net";
import { isLocalhost, type Address } from "./address.ts";
import { laneSocket } from "./lane.ts";

type Found = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/**
 * Pending lookups and their callers, by name. Node has few threads for name lookups: a hundred
 * clients of one slow name must not take them all.
 */
const waiting = new Map<string, Found[]>();

/**
 * Looks up each name only once at a time, however many callers ask. This machine's own name needs
 * no lookup, so it never waits behind others.
 */
const sharedLookup: LookupFunction = (name, options, found) => {
  if (isLocalhost(name)) return process.nextTick(found, null, ownAddresses);
  const key = `${name} ${options.family ?? 0} ${options.hints ?? 0} ${String(options.all)}`;
  const others = waiting.get(key);
  if (others !== undefined) return void others.push(found);
  const asking = [found];
  waiting.set(key, asking);
  lookup(name, options, (...answer) => {
    waiting.delete(key);
    for (const tell of asking) tell(...answer);
  });
};

const ownAddresses: LookupAddress[] = [
  { address: "127.0.0.1", family: 4 },
  { address: "::1", family: 6 },
];

/** Connects to an upstream; what it reads goes to `onread`. */
export function dial(upstream: Address, onread: OnReadOpts): Socket {
  return connect({
    ...upstream,
    ...laneSocket,
    noDelay: true,
    keepAlive: true,
    onread,
    lookup: sharedLookup,
  });
}
