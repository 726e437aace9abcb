import { faults } from "../../fault/index.ts";
import { presetNames } from "../../org/preset-names.ts";
import { refusedVariable, variableHint } from "../../mysql/server/variable.ts";
import { probes } from "../../probe/index.ts";
import { refusedSetting, settingHint } from "../../runtime/redis-place.ts";
import { postgresHint, refusedPostgresSetting } from "../../runtime/postgres-place.ts";
import type { Catalog } from "../../scenario/catalog.ts";

const settings = {
  mysql: { refused: refusedVariable, hint: variableHint },
  postgres: { refused: refusedPostgresSetting, hint: postgresHint },
  redis: { refused: refusedSetting, hint: settingHint },
};

/** What scenarios may use, for checking their text alone. */
export const catalog: Catalog = {
  faults,
  probes,
  profiles: presetNames,
  refusedSetting: (kind, name, value) => {
    const { refused, hint } = settings[kind];
    const message = refused(name, value);
    return message === undefined ? undefined : { message, hint };
  },
};
