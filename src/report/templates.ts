import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/**
 * The texts that a report is made of, by path inside the templates folder with `/`:
 * `page.html.hbs`, `html/timeline.hbs`.
 */
export type Templates = ReadonlyMap<string, string>;

/**
 * Reads all templates and styles of `folder` (`reports/templates` of this package); the only place
 * of this room that touches a disk.
 */
export function loadTemplates(folder: string): Templates {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.(hbs|css)$/.test(entry.name),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
  return new Map(
    paths.map((path) => [relative(folder, path).split(sep).join("/"), readFileSync(path, "utf8")]),
  );
}
