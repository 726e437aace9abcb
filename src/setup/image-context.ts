import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ImagePart } from "../runtime/docker/images.ts";
import type { TarFile } from "../runtime/docker/tar.ts";
import type { Paths } from "../register/paths.ts";
import { appFiles } from "./programs.ts";
import { toolsFolder } from "./tools.ts";

/**
 * The files of a build: the part's Dockerfile from `fixtures/images/` and everything that it
 * copies.
 */
export function imageContext(part: ImagePart, paths: Paths): readonly TarFile[] {
  const folder = join(paths.root, "fixtures", "images");
  const beside = (name: string): TarFile => ({ name, data: readFileSync(join(folder, name)) });
  const program = (name: string, file: string): TarFile => ({
    name,
    data: readFileSync(file),
    mode: 0o755,
  });
  const files: Readonly<Partial<Record<ImagePart, () => readonly TarFile[]>>> = {
    node: () => [program("node", process.execPath)],
    app: () => appFiles(paths).map(({ name, data }) => ({ name: `app/${name}`, data })),
    mysql: () => [beside("database-entrypoint.sh")],
    mariadb: () => [beside("database-entrypoint.sh"), beside("mariadb-healthcheck.sh")],
    toxiproxy: () => [program("toxiproxy-server", join(toolsFolder(paths), "toxiproxy-server"))],
    k6: () => [program("k6", join(toolsFolder(paths), "k6"))],
  };
  return [
    { name: "Dockerfile", data: readFileSync(join(folder, part, "Dockerfile")) },
    ...(files[part]?.() ?? []),
  ];
}

/** Identifies a context, together with the image that it is built on. */
export function contextDigest(files: readonly TarFile[], base: string): string {
  const hash = createHash("sha256").update(base);
  for (const { name, data } of files) hash.update(`\0${name}\0`).update(data);
  return hash.digest("hex").slice(0, 20);
}
