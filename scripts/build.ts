/**
 * `npm run build`: compiles src/ and fixtures/ into dist/ and writes oclif.manifest.json, so that
 * no command is loaded to list the others. Skips everything when the sources are older than the
 * last build. Runs under any Node that strips types.
 */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const inputs = [
  "src",
  "fixtures",
  "tsconfig.json",
  "tsconfig.build.json",
  "package.json",
  "scripts/build.ts",
];
const manifestFile = join(root, "oclif.manifest.json");

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(
    stat.mtimeMs,
    ...readdirSync(path)
      .filter((entry) => entry !== "node_modules")
      .map((entry) => newest(join(path, entry))),
  );
}

async function writeManifest(): Promise<void> {
  const { Plugin } = await import("@oclif/core");
  const plugin = new Plugin({
    errorOnManifestCreate: true,
    ignoreManifest: true,
    respectNoCacheDefault: true,
    root,
  });
  await plugin.load();
  writeFileSync(manifestFile, `${JSON.stringify(plugin.manifest, null, 1)}\n`);
}

const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version as string;
const built =
  existsSync(join(root, "dist")) &&
  existsSync(manifestFile) &&
  statSync(manifestFile).mtimeMs > Math.max(...inputs.map((input) => newest(join(root, input)))) &&
  JSON.parse(readFileSync(manifestFile, "utf8")).version === version;
if (!built || process.argv.includes("--force")) {
  // Beside the old one and then in its place: a drill that runs meanwhile never sees half a build.
  const [fresh, old] = [
    join(root, `dist.new-${process.pid}`),
    join(root, `dist.old-${process.pid}`),
  ];
  try {
    execFileSync(
      process.execPath,
      [
        join(root, "node_modules/typescript/bin/tsc"),
        "-p",
        join(root, "tsconfig.build.json"),
        "--outDir",
        fresh,
      ],
      { stdio: "inherit" },
    );
    if (existsSync(join(root, "dist"))) renameSync(join(root, "dist"), old);
    renameSync(fresh, join(root, "dist"));
    await writeManifest();
  } finally {
    for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
  }
}
