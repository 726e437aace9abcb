import { plainText } from "../kernel/plain-text.ts";
import { escapeXml } from "./chart/svg.ts";

/** One drill as a JUnit test suite; `seconds` is exercise time. */
export interface Suite {
  readonly name: string;
  readonly seconds: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
}

export interface Case {
  readonly name: string;
  readonly verdict: "pass" | "fail" | "unknown";
  readonly text: string;
}

/**
 * JUnit XML: a finding is a test case, *fail* a failure, *unknown* an error: neither is ever green
 * or skipped.
 */
export function junitXml(suite: Suite): string {
  const counted = (verdict: Case["verdict"]): number =>
    suite.cases.filter((each) => each.verdict === verdict).length;
  const numbers = `tests="${suite.cases.length}" failures="${counted("fail")}" errors="${counted("unknown")}" skipped="0" time="${suite.seconds.toFixed(3)}"`;
  const properties = Object.entries(suite.properties).map(
    ([name, value]) => `      <property name="${attribute(name)}" value="${attribute(value)}"/>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="gameday" ${numbers}>`,
    `  <testsuite name="${attribute(suite.name)}" ${numbers} timestamp="${attribute(suite.startedAt.replace(/\.\d+Z$|Z$/, ""))}">`,
    "    <properties>",
    ...properties,
    "    </properties>",
    ...suite.cases.flatMap((each) => testCase(suite.name, each)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(suite: string, each: Case): string[] {
  // Without a time: a finding is made of the whole drill, and takes none of its own.
  const open = `    <testcase classname="${attribute(suite)}" name="${attribute(each.name)}"`;
  const body = escapeXml(plainText(each.text));
  switch (each.verdict) {
    case "pass":
      return [`${open}>`, `      <system-out>${body}</system-out>`, "    </testcase>"];
    case "fail":
      return [
        `${open}>`,
        `      <failure type="missed" message="${attribute(each.text)}">${body}</failure>`,
        "    </testcase>",
      ];
    case "unknown":
      return [
        `${open}>`,
        `      <error type="unknown" message="${attribute(each.text)}">${body}</error>`,
        "    </testcase>",
      ];
    default:
      each.verdict satisfies never;
      return [];
  }
}

function attribute(text: string): string {
  return escapeXml(plainText(text)).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
}
