/** Which licences the packages have that users install with us: permissive ones alone. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Permissive, in the names of SPDX. */
const allowed = new Set([
  "MIT",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "BlueOak-1.0.0",
  "Unlicense",
  "CC0-1.0",
  "MIT-0",
  "Python-2.0",
]);

interface Locked {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly license?: string;
}

const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  packages: Record<string, Locked>;
};
const shipped = Object.entries(packages).filter(
  ([path, { dev, devOptional }]) => path !== "" && dev !== true && devOptional !== true,
);
const wrong = shipped.flatMap(([path, locked]) => {
  const licence = locked.license ?? licenceOf(path);
  return isAllowed(licence) ? [] : [`${path.replace(/^.*node_modules\//, "")}: ${licence}`];
});
if (wrong.length > 0) {
  process.stderr.write(
    `licences that users may not take over without care:\n  ${wrong.join("\n  ")}\nreplace the package, or add its licence to scripts/licences.ts if it is permissive\n`,
  );
  process.exitCode = 1;
}

function licenceOf(path: string): string {
  try {
    const { license, licenses } = JSON.parse(
      readFileSync(join(root, path, "package.json"), "utf8"),
    ) as { license?: string; licenses?: readonly { type: string }[] };
    // Old packages have a list.
    return license ?? licenses?.map(({ type }) => type).join(" OR ") ?? "unknown";
  } catch {
    return "unknown";
  }
}

/** Of several that one may choose from, one has to be allowed; of several that all hold, all. */
function isAllowed(licence: string): boolean {
  const plain = licence.replace(/[()]/g, "");
  if (plain.includes(" AND ")) return plain.split(" AND ").every((one) => isAllowed(one));
  return plain.split(" OR ").some((one) => allowed.has(one));
}
