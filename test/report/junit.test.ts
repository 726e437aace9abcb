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
          <testcase classname="hot-mysql" name="baseline" time="0.000">
            <system-out>healthy for 8 s</system-out>
          </testcase>
          <testcase classname="hot-mysql" name="contained" time="0.000">
            <failure type="missed" message="not &quot;back&quot; &lt; 15 m &amp; open"/>
          </testcase>
          <testcase classname="hot-mysql" name="saturation" time="0.000">
            <error type="unknown" message="the generator was late"/>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });
});
