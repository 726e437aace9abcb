import { formatDuration } from "../../kernel/duration.ts";
import { pass, unknown, type Check } from "../finding.ts";

/**
 * The slowest bin lags its second by the longest timeout; more than this is a measurement that
 * stopped.
 */
const allowedGapSeconds = 30;

/**
 * Without a measurement of every SLI until the end, silence would look like health, or like loss.
 */
export const measured: Check = {
  name: "measured",
  title: "every SLI was measured to the end",
  role: "ground",
  run: (plan, { impact, moments, measuredSeconds, drill }) => {
    if (Object.keys(plan.scenario.slis).length === 0) return undefined;
    const blind = impact.services.find(({ wholeDrill }) => wholeDrill.offered === 0);
    if (blind !== undefined) return unknown(`nothing was measured of ${blind.service}`);
    if (moments.fault === null)
      return unknown("no fault was applied, so nothing was measured under it");
    const played =
      Math.floor((moments.playEnd ?? drill.lengthMs) / 1_000) - Math.floor(moments.fault / 1_000);
    const gap = played - measuredSeconds;
    if (gap > allowedGapSeconds || measuredSeconds === 0)
      return unknown(
        `${formatDuration(gap * 1_000)} of the ${formatDuration(played * 1_000)} under the fault were not measured`,
      );
    return pass(`${formatDuration(measuredSeconds * 1_000)} measured, second by second`);
  },
};
