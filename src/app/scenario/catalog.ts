import { faults } from "../../fault/index.ts";
import { profiles } from "../../incident/profile/index.ts";
import { refusedVariable, variableHint } from "../../mysql/server/variable.ts";
import { probes } from "../../probe/index.ts";
import { refusedSetting, settingHint } from "../../runtime/redis-place.ts";
import type { Catalog } from "../../scenario/catalog.ts";

/** What scenarios may use, for checking their text alone. */
export const catalog: Catalog = {
  faults,
  probes,
  profiles: Object.keys(profiles),
  refusedSetting: (kind, name, value) => {
    const message = kind === "mysql" ? refusedVariable(name, value) : refusedSetting(name, value);
    return message === undefined
      ? undefined
      : { message, hint: kind === "mysql" ? variableHint : settingHint };
  },
};
