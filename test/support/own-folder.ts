import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished, TestRunner } from "vitest";

/**
 * A private folder: of the test that asks, or of the file (or `describe`) that asks outside of any
 * test; gone afterwards.
 */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "gd-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  if (TestRunner.getCurrentTest() === undefined) afterAll(remove);
  else onTestFinished(remove);
  return folder;
}
