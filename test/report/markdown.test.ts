import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import { clean } from "../../src/report/clean.ts";
import { escapeMarkdown, fence } from "../../src/report/markdown.ts";

const reader = new MarkdownIt({ html: true, linkify: false });
const plain = (html: string): string => html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
const nasty = fc.string({ unit: fc.constantFrom(..."ab1 .)(*_`[]<>|~$&#+-=!\\@:/;\"'{}".split("")), maxLength: 40 });

describe("text of people in Markdown", () => {
  it("reads back as the same text, whatever signs it holds", () => {
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string()), (text) => {
        const safe = clean(text).replaceAll(/\s+/g, " ").trim();
        fc.pre(safe !== "");
        expect(plain(reader.renderInline(escapeMarkdown(safe)))).toBe(safe);
      }),
      { numRuns: 500 },
    );
  });

  it("starts no heading, list, quote or table in a list item or cell", () => {
    for (const text of ["# shout", "- item", "+ item", "1. item", "2) item", "> quote", "=====", "--- | ---", "    code"]) {
      expect(reader.render(`- ${escapeMarkdown(text)}`)).toMatch(/^<ul>\n<li>[^<]*(<\/li>)\n<\/ul>\n$/);
    }
  });

  it("stays one line", () => {
    expect(escapeMarkdown("first\n\n# second")).toBe(String.raw`first # second`);
  });

  it("keeps words with underscores readable", () => {
    expect(escapeMarkdown("Threads_running is 41 at 10.5 %")).toBe("Threads_running is 41 at 10.5 %");
  });
});

describe("a fenced block", () => {
  it("cannot be left by what it holds", () => {
    const inside = "select 1\n````\n# out\n```";
    expect(plain(reader.render(fence(inside)))).toBe(`<pre><code class="language-text">${inside}\n</code></pre>\n`);
  });
});

describe("what tools print", () => {
  it("loses colours, control characters and signs that turn the reading direction", () => {
    expect(clean("\u001b[31mred\u001b[0m \u0007bell\u202Eabc\u0000 \u001b]0;title\u0007end\r\nnext")).toBe("red bellabc end\nnext");
  });
});
