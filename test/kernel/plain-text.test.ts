/* oxlint-disable no-control-regex -- control characters are what this file is about. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  plainLine,
  plainText,
  plainTexts,
  withoutCiCommands,
  withoutMentions,
} from "../../src/kernel/plain-text.ts";

const esc = "\u001b";

describe("what tools and people wrote", () => {
  it("loses whole control sequences, not just their first character", () => {
    const cases: Readonly<Record<string, string>> = {
      [`${esc}[31mred${esc}[0m`]: "red",
      [`${esc}[38;2;1;2;3mtrue colour${esc}[m`]: "true colour",
      [`${esc}]0;title\u0007end`]: "end",
      [`${esc}]8;;https://evil.example${esc}\\click${esc}]8;;${esc}\\ here`]: "click here",
      "\u009b31mC1 colour\u009b0m": "C1 colour",
      "\u009d8;;https://evil.example\u009cC1 link\u009d8;;\u009c": "C1 link",
      [`${esc}P1$r0m${esc}\\after a device string`]: "after a device string",
      [`${esc}_private${esc}\\after a program string`]: "after a program string",
      [`${esc}(0charset${esc}(B`]: "charset",
      [`${esc}creset`]: "reset",
      [`${esc}]52;c;Zm9v and not closed\nnext line`]: "\nnext line",
      [`cut short ${esc}[3`]: "cut short ",
      [`cut short ${esc}`]: "cut short ",
    };
    for (const [given, wanted] of Object.entries(cases))
      expect(plainText(given), JSON.stringify(given)).toBe(wanted);
  });

  it("loses control characters, signs that turn the reading direction, and what no XML can hold", () => {
    expect(plainText("\u0007bell\u202Eabc\u0000 \ufffe\uffff \ud800x\r\nnext\rlast")).toBe(
      "bellabc  \ufffdx\nnext\nlast",
    );
    expect(plainLine(" first \r\n  ::error::second ")).toBe("first ::error::second");
    expect(plainTexts({ [`${esc}[1mkey`]: [`${esc}[1mvalue`, 1, null] })).toEqual({
      key: ["value", 1, null],
    });
  });

  it("holds nothing that a terminal or XML 1.0 forbids, whatever it was, and stays as it is the second time", () => {
    const nasty = fc.string({
      unit: fc.constantFrom(
        ..."\u001b[]();m0a\\\u0007\u009b\u009c\u009d\u0090\r\n\t\ufffe\uffff\ud800\udc00\u202e".split(
          "",
        ),
      ),
      maxLength: 30,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          nasty,
          fc.string({
            unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
          }),
        ),
        (text) => {
          const plain = plainText(text);
          return (
            /^[\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(plain) &&
            plainText(plain) === plain
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it("takes time in proportion to its length", () => {
    for (const piece of [`${esc}]`, `${esc}[`, `${esc}P`, "\u009b;", " \n", " ", ":", "#"]) {
      const started = process.cpuUsage().user;
      plainLine(withoutCiCommands(plainText(`a${piece.repeat(100_000)}b`)));
      expect(process.cpuUsage().user - started, JSON.stringify(piece)).toBeLessThan(3_000_000);
    }
  });

  it("is no command to a CI", () => {
    const github = (line: string): boolean => /^\s*::[^:]*.*::/.test(line) || /##\[\w/.test(line);
    for (const text of [
      "::error file=a,line=1::gone",
      "  ::add-mask::x",
      "fine\n::set-output name=x::y",
      "a ##[group]b",
      "##[error]x",
    ]) {
      expect(withoutCiCommands(text).split("\n").some(github), text).toBe(false);
    }
    expect(withoutCiCommands("##vso[task.setvariable]x ##teamcity[build]")).toBe(
      "# #vso[task.setvariable]x # #teamcity[build]",
    );
    expect(withoutCiCommands("listening on ::1 and a::b::c, ## heading [x]")).toBe(
      "listening on ::1 and a::b::c, ## heading [x]",
    );
  });

  it("notifies nobody and refers to nothing, and reads the same", () => {
    const mention = /(?<![A-Za-z0-9])@[\w{]|#\d/;
    for (const text of [
      "@octocat",
      "paged (@octocat)",
      "cc:@acme/db",
      "see #12",
      "acme/db#12",
      "é@user",
      "@{uuid}",
      "x @all",
    ]) {
      expect(withoutMentions(text), text).not.toMatch(mention);
      expect(withoutMentions(text).replaceAll("\u200b", "")).toBe(text);
    }
    expect(withoutMentions("root@db.example, C#, 5 @ 3")).toBe("root@db.example, C#, 5 @ 3");
  });
});
