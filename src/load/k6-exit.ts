/** What an exit code of k6 says about the flow that it sent. */
export type K6Verdict =
  /** It ran to its own end. */
  | "done"
  /** The script's own criteria are not met: a finding, not a failure of the generator. */
  | "thresholds"
  /** The script marked the test as failed: a finding too. */
  | "marked"
  /** It was asked to stop. */
  | "stopped"
  /** It did not do what it was asked to. */
  | "broken";

const meanings: Readonly<Record<number, readonly [verdict: K6Verdict, text: string]>> = {
  0: ["done", "it ran to its end"],
  97: ["broken", "its cloud run failed"],
  98: ["broken", "its cloud run was lost"],
  99: ["thresholds", "thresholds of the script are crossed"],
  100: ["broken", "setup() took too long"],
  101: ["broken", "teardown() took too long"],
  102: ["broken", "something took too long"],
  103: ["stopped", "it was stopped through its REST API"],
  104: ["broken", "it does not accept the script's options"],
  105: ["stopped", "it was stopped by a signal"],
  106: ["broken", "its REST API cannot start"],
  107: ["broken", "the script threw an exception"],
  108: ["broken", "the script aborted the test"],
  109: ["broken", "it panicked"],
  110: ["marked", "the script marked the test as failed"],
};

/** Reads how k6 ended. `code` is null when a signal killed it. */
export function k6Exit(
  code: number | null,
  signal: string | null,
): { verdict: K6Verdict; text: string } {
  if (code === null)
    return { verdict: "stopped", text: `it was killed by ${signal ?? "a signal"}` };
  const [verdict, text] = meanings[code] ?? ["broken", "it failed"];
  return { verdict, text: `${text} (exit code ${code})` };
}
