import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { GamedayError } from "../kernel/error.ts";
import type { K6World } from "./k6-world.ts";
import type { LoadFlow } from "./load.ts";

/** Refuses what k6 cannot do with targets that speak TLS. `contained`: it runs in a container. */
export function checkTls(
  { id, to, tls, script }: LoadFlow,
  contained: boolean,
  platform: string = process.platform,
): void {
  const refuse = (why: string, hint: string): never => {
    throw new GamedayError("GD-L001", `flow ${id}: ${why}`, { hint });
  };
  if (tls === undefined) return;
  if (tls.ca !== undefined && (contained || platform !== "linux"))
    refuse(
      "its targets use their own certificate authority, which k6 supports only as a program on Linux",
      "--load builtin; or tls: {insecure: true} for the component",
    );
  if (tls.servername === undefined) return;
  if (script !== undefined)
    refuse(
      "a k6 script names its hosts itself, so servername cannot be applied",
      "set it in the script: export const options = { hosts: { … } }",
    );
  if (new Set(to.map(({ port }) => port)).size < to.length)
    refuse(
      "its targets share one name and port, which k6 resolves to one address",
      "--load builtin",
    );
}

/**
 * Variables of k6's environment: where Go reads the certificates that it trusts, in place of the
 * system's.
 */
export function trusted(
  name: string,
  { tls }: LoadFlow,
  { folder }: Pick<K6World, "folder">,
): Readonly<Record<string, string>> {
  if (tls?.ca === undefined) return {};
  const file = join(folder, `${name}.ca.pem`);
  writeFileSync(file, tls.ca);
  return { SSL_CERT_FILE: file, SSL_CERT_DIR: join(folder, "no-certificates") };
}
