import { fail, pass, unknown, type Check } from "../finding.ts";

/**
 * What a user's own k6 script promises, over its whole run: the outage of a Drill is part of that.
 */
export const thresholds: Check = {
  name: "thresholds",
  title: "k6 scripts kept their thresholds",
  role: "aside",
  run: (_plan, { load }) => {
    const all = load.thresholds;
    if (all.length === 0) return undefined;
    const those = (wanted: boolean | null): readonly string[] =>
      all
        .filter(({ ok }) => ok === wanted)
        .map(
          ({ flow, metric, threshold }) =>
            `${flow}: ${metric === undefined ? "" : `${metric} `}${threshold}`,
        );
    const [crossed, unjudged] = [those(false), those(null)];
    if (crossed.length === 0 && unjudged.length > 0)
      return unknown(
        `k6 exited before it had judged its script's thresholds: ${unjudged.join(", ")}`,
      );
    return crossed.length === 0
      ? pass(`${all.length} ${all.length === 1 ? "threshold" : "thresholds"} of k6 scripts kept`)
      : fail(
          `${crossed.length} of ${all.length} thresholds of k6 scripts crossed: ${crossed.join(", ")}`,
        );
  },
};
