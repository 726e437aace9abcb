import { describe, expect, it } from "vitest";
import { junitXml } from "../../src/report/junit.ts";

describe("a JUnit report", () => {
  it("counts each finding once, and never shows an unknown as green or skipped", () => {
    const xml = junitXml({
      name: "hot-mysql",
      seconds: 12.5,
      startedAt: "2026-11-21T19:00:00.123Z",
      properties: { seed: "7f3a" },
      cases: [
        { name: "baseline", verdict: "pass", text: "healthy for 8 s" },
        { name: "contained", verdict: "fail", text: 'not "back" < 15 m & open' },
        { name: "saturation", verdict: "unknown", text: "the generator was late\u001b[31m" },
      ],
    });
    expect(xml).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="gameday" tests="3" failures="1" errors="1" skipped="0" time="12.500">
        <testsuite name="hot-mysql" tests="3" failures="1" errors="1" skipped="0" time="12.500" timestamp="2026-11-21T19:00:00">
          <properties>
            <property name="seed" value="7f3a"/>
          </properties>
          <testcase classname="hot-mysql" name="baseline">
            <system-out>healthy for 8 s</system-out>
          </testcase>
          <testcase classname="hot-mysql" name="contained">
            <failure type="missed" message="not &quot;back&quot; &lt; 15 m &amp; open">not &quot;back&quot; &lt; 15 m &amp; open</failure>
          </testcase>
          <testcase classname="hot-mysql" name="saturation">
            <error type="unknown" message="the generator was late">the generator was late</error>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });
  it("holds no character that XML 1.0 forbids, in no name, value, message or body", () => {
    const foul = "x\ufffe\uffff\u0000\u001b[31m\ud800y";
    const xml = junitXml({
      name: foul,
      seconds: 1,
      startedAt: "2026-11-21T19:00:00Z",
      properties: { [foul]: foul },
      cases: (["pass", "fail", "unknown"] as const).map((verdict) => ({
        name: foul,
        verdict,
        text: foul,
      })),
    });
    expect(xml).toMatch(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
    expect(xml).toContain('<failure type="missed" message="x\ufffdy">x\ufffdy</failure>');
  });
});
