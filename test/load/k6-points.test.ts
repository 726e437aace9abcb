import { expect, test } from "vitest";
import { parseK6Line, type K6Point } from "../../src/load/k6-points.ts";

const told = (tags: Readonly<Record<string, string>> | undefined): K6Point | undefined =>
  parseK6Line(
    JSON.stringify({
      metric: "http_req_duration",
      type: "Point",
      data: { time: "2026-11-30T23:37:56.810063496Z", value: 12.5, ...(tags && { tags }) },
    }),
  );

test.each([
  [
    "what the script expects is good, whatever it is",
    { status: "403", expected_response: "true" },
    "good",
  ],
  [
    "a refusal that it does not expect is a refusal",
    { status: "403", expected_response: "false" },
    "rejected",
  ],
  [
    "another status that it does not expect is an error",
    { status: "200", expected_response: "false" },
    "error",
  ],
  ["without the tag the status decides", { status: "302" }, "good"],
  ["without the tag the status decides, also against it", { status: "404" }, "error"],
  ["without the tag a refusal is a refusal", { status: "429" }, "rejected"],
  [
    "no answer at all is a broken connection",
    { status: "0", error_code: "1212", expected_response: "false" },
    "broken",
  ],
  [
    "no answer in time is a time-out",
    { status: "0", error_code: "1050", expected_response: "false" },
    "timeout",
  ],
])("%s", (_title, tags, outcome) => {
  expect(told(tags)).toMatchObject({ is: "http", tookMs: 12.5, outcome });
});

test("without any tag nobody knows that a request was good", () => {
  expect(told(undefined)).toMatchObject({ outcome: "broken" });
});
