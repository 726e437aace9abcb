/** The organisations that ship with Gameday, each a file in `fixtures/org/`. */
export const presetNames: readonly string[] = [
  "gremlin",
  "bigeye",
  "pagerduty",
  "atlassian",
  "diabetes",
];
