import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import { plainText } from "../../src/kernel/plain-text.ts";
import { escapeMarkdown, fence } from "../../src/report/markdown.ts";

const reader = new MarkdownIt({ html: true, linkify: false });
const plain = (html: string): string =>
  html
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
const nasty = fc.string({
  unit: fc.constantFrom(..."ab1 .)(*_`[]<>|~$&#+-=!\\@:/;\"'{}".split("")),
  maxLength: 40,
});

describe("text of people in Markdown", () => {
  it("reads back as the same text, whatever signs it holds", () => {
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string()), (text) => {
        const safe = plainText(text).replaceAll(/\s+/g, " ").trim();
        fc.pre(safe !== "");
        expect(plain(reader.renderInline(escapeMarkdown(safe))).replaceAll("\u200b", "")).toBe(
          safe.replaceAll("\u200b", ""),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("starts no heading, list, quote or table in a list item or cell", () => {
    for (const text of [
      "# shout",
      "- item",
      "+ item",
      "1. item",
      "2) item",
      "> quote",
      "=====",
      "--- | ---",
      "    code",
    ]) {
      expect(reader.render(`- ${escapeMarkdown(text)}`)).toMatch(
        /^<ul>\n<li>[^<]*(<\/li>)\n<\/ul>\n$/,
      );
    }
  });

  it("stays one line", () => {
    expect(escapeMarkdown("first\n\n# second")).toBe(String.raw`first # second`);
  });

  it("keeps words with underscores readable", () => {
    expect(escapeMarkdown("Threads_running is 41 at 10.5 %")).toBe(
      "Threads_running is 41 at 10.5 %",
    );
  });
});

describe("a fenced block", () => {
  it("cannot be left by what it holds", () => {
    const inside = "select 1\n````\n# out\n```";
    expect(plain(reader.render(fence(inside)))).toBe(
      `<pre><code class="language-text">${inside}\n</code></pre>\n`,
    );
  });
});

describe("a name in text of people", () => {
  it("is no mention once Markdown has become HTML, where GitHub and GitLab look for them", () => {
    for (const text of [
      "paged (@octocat), cc:@acme/db see #12",
      "@octocat",
      "*@octocat*",
      "`@octocat`",
      "_@octocat",
      "|@octocat|",
    ]) {
      expect(reader.renderInline(escapeMarkdown(text)).replaceAll("&#64;", "@"), text).not.toMatch(
        /@[A-Za-z]|#\d/,
      );
    }
  });
});
