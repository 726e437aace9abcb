import { renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * Writes a whole file or nothing: neither a full disk nor a kill leaves half a file in place of the
 * old one.
 */
export function replaceFile(
  file: string,
  text: string,
  options: { readonly mode?: number } = {},
): void {
  const aside = `${file}.${process.pid}.new`;
  try {
    rmSync(aside, { force: true });
    // Always a new file: never written through a link that another user left in its place.
    writeFileSync(aside, text, { ...options, flag: "wx" });
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}
