import { randomBytes } from "node:crypto";
import { lstatSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { isOwn } from "./private-folder.ts";
import type { Entry } from "./registry.ts";

/** A name for a drill's socket folder that no one can guess. */
export function newTemp(sockets: string): string {
  return join(sockets, `gd-${randomBytes(9).toString("base64url")}`);
}

/**
 * Is it a folder that is ours, named and made as we do, and no link? No other is ever removed,
 * whatever an entry says.
 */
export function isOwnTemp(temp: string): boolean {
  if (!/^gd-[\w-]{12}$/.test(basename(temp))) return false;
  const found = lstatSync(temp, { throwIfNoEntry: false });
  return found !== undefined && found.isDirectory() && isOwn(found);
}

/** Removes the socket folder. */
export function removeTemp({ temp }: Pick<Entry, "temp">): void {
  if (isOwnTemp(temp)) rmSync(temp, { recursive: true, force: true });
}
