import { randomBytes } from "node:crypto";

const alphabet = "0123456789abcdefghijklmnopqrstuv";

/**
 * A new request id in the original's form: 20 characters of base 32, the first ones from the time,
 * so that ids sort.
 */
export function requestId(wallMs: number): string {
  const bytes = randomBytes(12);
  bytes.writeUInt32BE(Math.floor(wallMs / 1_000) >>> 0, 0);
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  bits <<= 4n;
  let id = "";
  for (let shift = 95n; shift >= 0n; shift -= 5n)
    id += alphabet[Number((bits >> shift) & 31n)] ?? "";
  return id;
}
