import { renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * Writes a file whole or not at all: neither a full disk nor a kill leaves half of it where there
 * was one.
 */
export function replaceFile(
  file: string,
  text: string,
  options: { readonly mode?: number } = {},
): void {
  const aside = `${file}.${process.pid}.new`;
  try {
    rmSync(aside, { force: true });
    // Made here and now: never through a link that somebody left in its place.
    writeFileSync(aside, text, { ...options, flag: "wx" });
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}
