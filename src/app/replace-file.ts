import { renameSync, rmSync, writeFileSync } from "node:fs";

/** Writes a file whole or not at all: neither a full disk nor a kill leaves half of it where there was one. */
export function replaceFile(file: string, text: string, options: { readonly mode?: number } = {}): void {
  const aside = `${file}.new`;
  try {
    writeFileSync(aside, text, options);
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}
