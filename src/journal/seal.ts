/**
 * Lines that no one can read by looking at them, while a person is in the drill that they record.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

export interface Seal {
  close(line: string): string;
  /**
   * The line that was closed; one that never was, as it is. Throws when it was closed with another
   * key, or changed.
   */
  open(line: string): string;
}

const head = '{"sealed":"';
const cipher = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/** Seals with a key of 32 bytes. */
export function sealWith(key: Buffer): Seal {
  return {
    close: (line) => {
      const nonce = randomBytes(nonceBytes);
      const closing = createCipheriv(cipher, key, nonce);
      const text = Buffer.concat([closing.update(line, "utf8"), closing.final()]);
      return `${head}${Buffer.concat([nonce, closing.getAuthTag(), text]).toString("base64")}"}`;
    },
    open: (line) => {
      if (!isSealed(line)) return line;
      const bytes = Buffer.from(line.slice(head.length, -2), "base64");
      const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      opening.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      return Buffer.concat([
        opening.update(bytes.subarray(nonceBytes + tagBytes)),
        opening.final(),
      ]).toString("utf8");
    },
  };
}

/** Is this line, or the file that begins with it, closed to those who look? */
export function isSealed(text: string): boolean {
  return text.startsWith(head);
}

/** A line as its writer wrote it; or the end of a sentence that says why it cannot be read. */
export function unsealed(
  line: string,
  seal: Seal | undefined,
): { readonly line: string } | { readonly mistake: string } {
  if (!isSealed(line)) return { line };
  if (seal === undefined) return { mistake: "is sealed until its drill has ended" };
  try {
    return { line: seal.open(line) };
  } catch {
    return { mistake: "is sealed with another key, or was changed" };
  }
}
