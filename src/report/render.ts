import { templates as templatesOf, type Template } from "../template/template.ts";
import { forMarkdown } from "./markdown.ts";
import type { Templates } from "./templates.ts";

/** Fills templates of one kind; text from people and tools comes out escaped for that kind. */
export interface Renderer {
  /** A section's body. */
  readonly section: (id: string, view: object) => string;
  /** The whole page; the postmortem's own frame unless another is named. */
  readonly page: (view: object, frame?: string) => string;
}

/** HTML: Handlebars escapes every `{{…}}`; only charts and finished sections come in raw. */
export function htmlRenderer(templates: Templates): Renderer {
  const fill = compiler(templates, "html/partials/", false);
  const css = need(templates, "report.css");
  return {
    section: (id, view) => fill(`html/${id}.hbs`, view),
    page: (view, frame = "page.html.hbs") => fill(frame, { ...view, css }),
  };
}

/** Markdown: every string of a view is escaped before the template sees it. */
export function markdownRenderer(templates: Templates): Renderer {
  const fill = compiler(templates, "markdown/partials/", true);
  return {
    section: (id, view) => tidy(fill(`markdown/${id}.hbs`, escaped(view))),
    page: (view, frame = "page.md.hbs") => `${tidy(fill(frame, view))}\n`,
  };
}

function escaped(view: object): object {
  return Object.fromEntries(Object.entries(view).map(([key, value]) => [key, forMarkdown(value)]));
}

function compiler(
  templates: Templates,
  partials: string,
  noEscape: boolean,
): (path: string, view: object) => string {
  const named = [...templates]
    .filter(([path]) => path.startsWith(partials))
    .map(([path, text]) => [path.slice(partials.length).replace(/\.hbs$/, ""), text] as const);
  const compile = templatesOf({ noEscape, partials: new Map(named) });
  const ready = new Map<string, Template>();
  return (path, view) => {
    let template = ready.get(path);
    if (template === undefined) {
      template = compile(need(templates, path));
      ready.set(path, template);
    }
    return template(view);
  };
}

function need(templates: Templates, path: string): string {
  const text = templates.get(path);
  if (text === undefined) throw new Error(`report: the template ${path} is missing`);
  return text;
}

/** No trailing spaces, at most one empty line in a row; fenced blocks stay as they are. */
function tidy(text: string): string {
  return text
    .split(/(^`{3,}[\s\S]*?^`{3,}$)/m)
    .map((part) =>
      part.startsWith("```")
        ? part
        : part.replaceAll(/[ \t]+$/gm, "").replaceAll(/\n{3,}/g, "\n\n"),
    )
    .join("")
    .trim();
}
