import { readFileSync } from "node:fs";
import { join } from "node:path";
import { imageChoices, type ImageChoice, type ImagePart } from "../runtime/docker/images.ts";
import type { Paths } from "../register/paths.ts";
import { appFiles, programsDigest } from "./programs.ts";

/**
 * The images that this installation works with: versions as the tools' module pins them, programs
 * as they are here.
 */
export function imageSet(paths: Pick<Paths, "root">): Readonly<Record<ImagePart, ImageChoice>> {
  const pinned = readFileSync(join(paths.root, "fixtures", "tools", "go.mod"), "utf8");
  const version = (module: string): string =>
    new RegExp(`${module} v([\\d.]+)`).exec(pinned)?.[1] ?? "latest";
  return imageChoices({
    toxiproxy: version("Shopify/toxiproxy/v2"),
    k6: version("go\\.k6\\.io/k6/v2"),
    app: programsDigest(appFiles(paths)),
  });
}
