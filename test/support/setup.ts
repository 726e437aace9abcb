/** Before all tests: the built CLI must be what the sources say, for tests that spawn it. */
import { execFileSync } from "node:child_process";

export default function setup(): void {
  execFileSync(process.execPath, ["scripts/build.ts"], { stdio: "inherit" });
}
