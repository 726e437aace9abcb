import type { Audit, Disagreement, Tally } from "../audit/audit.ts";
import { formatClock } from "../kernel/duration.ts";
import { plural } from "../kernel/plural.ts";

/** More seconds than anybody reads. */
const mostSeconds = 20;

/** What an audit found, for people. */
export function auditLines({ drill, verdict, may, disagreements, why }: Audit): readonly string[] {
  const seconds = disagreements
    .filter(isSecond)
    .map(
      ({ second, sli, ours, audit }) =>
        `  ${formatClock(second * 1_000)}  ${sli}  drill ${countText(ours)}   access log ${countText(audit)}`,
    );
  const more =
    seconds.length > mostSeconds
      ? [`  and ${seconds.length - mostSeconds} more seconds: --json lists all`]
      : [];
  return [
    `${drill}  ${verdict}`,
    `  ${sentence({ verdict, may, disagreements })}`,
    ...why.map((text) => `  - ${text}`),
    ...seconds.slice(0, mostSeconds),
    ...more,
  ];
}

function sentence({
  verdict,
  may,
  disagreements,
}: Pick<Audit, "verdict" | "may" | "disagreements">): string {
  if (disagreements.length > 0)
    return verdict === "pass"
      ? "The audit disagrees: this drill must not pass."
      : "The audit disagrees with figures of this drill.";
  if (may === "cannot-tell") return "The audit cannot tell whether this drill may pass.";
  return may === "green"
    ? "The audit agrees: nothing forbids a pass."
    : "The audit agrees: this drill must not pass.";
}

const isSecond = (one: Audit["disagreements"][number]): one is Disagreement => one.ours !== "pass";
const countText = ({ offered, good, failed }: Tally): string =>
  `${offered} ${plural(offered, "request")}, ${good} good, ${failed} failed`;
