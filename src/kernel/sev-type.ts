/** The four types of SEV. */
export const sevTypes = [
  "availability-drop",
  "broken-feature",
  "data-loss",
  "security-risk",
] as const;

export type SevType = (typeof sevTypes)[number];
