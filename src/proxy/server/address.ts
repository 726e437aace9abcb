import dns from "node:dns/promises";
import { isIPv4, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { authorityOf } from "../../kernel/address.ts";

/**
 * A host and a port number. An empty host means every interface when listening, and this machine
 * when connecting.
 */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** An error in an address, or in listening on it, in Go's words. */
export class AddressError extends Error {}

/** The few service names that people write instead of a port. */
const services: ReadonlyMap<string, number> = new Map([
  ["ssh", 22],
  ["smtp", 25],
  ["domain", 53],
  ["http", 80],
  ["https", 443],
  ["mysql", 3306],
  ["postgresql", 5432],
]);

/** Reads `host:port`, `[v6]:port`, `:port` or nothing at all as Go does; throws `AddressError`. */
export function parseAddress(text: string): Address {
  if (text === "") return { host: "", port: 0 };
  const { host, port } = splitHostPort(text);
  return { host, port: parsePort(port) };
}

/**
 * The numeric form of an address in its shortest spelling, with a name looked up and IPv4
 * preferred.
 */
export async function resolveAddress(text: string): Promise<Address> {
  const { host, port } = parseAddress(text);
  const numeric = numericHost(host);
  if (numeric !== undefined) return { host: numeric, port };
  if (isLocalhost(host)) return { host: "127.0.0.1", port };
  const found = canBeName(host) ? await dns.lookup(host, { all: true }).catch(() => []) : [];
  const best = found.find(({ family }) => family === 4) ?? found[0];
  if (best === undefined) throw new AddressError(`lookup ${host}: no such host`);
  return { host: numericHost(best.address) ?? best.address, port };
}

/** This machine's own name, which needs no name server. */
export function isLocalhost(host: string): boolean {
  return /^localhost\.?$/i.test(host);
}

/**
 * Would a connection to `upstream` reach the server that listens on `bound`? No name except
 * `localhost` is looked up.
 */
export function reaches(upstream: Address, bound: Address): boolean {
  if (upstream.port !== bound.port) return false;
  const to = isLocalhost(upstream.host) ? "127.0.0.1" : numericHost(upstream.host);
  if (to === undefined) return false;
  if (isEverywhere(bound.host)) return isEverywhere(to) || isOwn(to);
  return (
    to === bound.host || (isEverywhere(to) && (bound.host === "127.0.0.1" || bound.host === "::1"))
  );
}

function isEverywhere(host: string): boolean {
  return host === "" || host === "0.0.0.0" || host === "::";
}

function isOwn(host: string): boolean {
  return (
    host.startsWith("127.") ||
    Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === host))
  );
}

/**
 * Whether a name server may be asked for it. The C library would also read `127.1` and `0x7f.1`,
 * which Go does not; Node throws at a NUL.
 */
export function canBeName(host: string): boolean {
  return (
    !host.includes("\0") &&
    !host.includes(":") &&
    !/^(?:0x[\da-f]+|\d+)(?:\.(?:0x[\da-f]+|\d+))*$/i.test(host)
  );
}

/** An IP address as Go spells it, so that one address is one text; undefined for a name. */
function numericHost(host: string): string | undefined {
  if (host === "" || isIPv4(host)) return host;
  const [address = "", zone] = host.split("%", 2);
  if (!isIPv6(address)) return undefined;
  const mapped = /^\[::ffff:([\da-f]+):([\da-f]+)\]$/.exec(new URL(`http://[${address}]`).hostname);
  if (mapped === null)
    return `${new URL(`http://[${address}]`).hostname.slice(1, -1)}${zone === undefined ? "" : `%${zone}`}`;
  const bits = (Number.parseInt(mapped[1] ?? "", 16) << 16) | Number.parseInt(mapped[2] ?? "", 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join(".");
}

/** `host:port`, with brackets around IPv6. */
export function formatAddress(address: Address): string {
  return authorityOf(address);
}

/** What Go says when a server cannot listen, from Node's error code. */
export function listenErrorText(address: Address, error: NodeJS.ErrnoException): string {
  const reason = new Map([
    ["EADDRINUSE", "address already in use"],
    ["EACCES", "permission denied"],
    ["EADDRNOTAVAIL", "cannot assign requested address"],
  ]).get(error.code ?? "");
  // Go tries both wildcards where one is asked for in IPv6, and names the other.
  const named = address.host === "::" ? { ...address, host: "0.0.0.0" } : address;
  return `listen tcp ${formatAddress(named)}: bind: ${reason ?? error.message}`;
}

function splitHostPort(text: string): { host: string; port: string } {
  const fail = (why: string): AddressError => new AddressError(`address ${text}: ${why}`);
  const colon = text.lastIndexOf(":");
  if (colon < 0) throw fail("missing port in address");
  if (!text.startsWith("[")) {
    const host = text.slice(0, colon);
    if (host.includes(":")) throw fail("too many colons in address");
    if (/[[\]]/.test(host)) throw fail(`unexpected '${/[[\]]/.exec(host)?.[0] ?? "["}' in address`);
    return { host, port: text.slice(colon + 1) };
  }
  const close = text.indexOf("]");
  if (close < 0) throw fail("missing ']' in address");
  if (close + 1 === text.length) throw fail("missing port in address");
  if (close + 1 !== colon)
    throw fail(text[close + 1] === ":" ? "too many colons in address" : "missing port in address");
  return { host: text.slice(1, close), port: text.slice(colon + 1) };
}

function parsePort(port: string): number {
  if (port === "") return 0;
  if (/^[+-]?\d+$/.test(port)) {
    const value = Number(port);
    if (value < 0 || value > 65_535) throw new AddressError(`address ${port}: invalid port`);
    return value;
  }
  const known = services.get(port.toLowerCase());
  if (known === undefined) throw new AddressError(`lookup tcp/${port}: unknown port`);
  return known;
}
