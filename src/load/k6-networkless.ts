import type { Endpoint } from "../runtime/runtime.ts";

/** Every IPv4 range but 127.0.0.0/8, and all of IPv6. */
const allButLoopback = [
  "0.0.0.0/2",
  "64.0.0.0/3",
  "96.0.0.0/4",
  "112.0.0.0/5",
  "120.0.0.0/6",
  "124.0.0.0/7",
  "126.0.0.0/8",
  "128.0.0.0/1",
  "::/0",
];

/**
 * Flags and environment that keep k6 on this machine when the flow's targets are there: requests
 * elsewhere are refused by k6 itself, and what it would load from the web while it starts ends at a
 * proxy that does not exist. Names that a script gives an address to itself (`hosts`) go straight
 * there: whether that is on this machine, k6 judges by the address.
 */
export function networkless(
  to: readonly Endpoint[],
  names: readonly string[] = [],
): { flags: readonly string[]; env: Readonly<Record<string, string>> } {
  if (!to.every(({ host }) => host.startsWith("127."))) return { flags: [], env: {} };
  const nowhere = "http://127.0.0.1:9";
  const straight = ["127.0.0.0/8", ...names.map((name) => name.replace(/^\*/, ""))].join(",");
  return {
    flags: [`--blacklist-ip=${allButLoopback.join(",")}`],
    env: {
      HTTP_PROXY: nowhere,
      HTTPS_PROXY: nowhere,
      http_proxy: nowhere,
      https_proxy: nowhere,
      NO_PROXY: straight,
      no_proxy: straight,
    },
  };
}
