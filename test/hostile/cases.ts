import type { Case } from "./case.ts";
import { fileCases } from "./files.ts";
import { reachCases } from "./reach.ts";
import { settingCases } from "./settings.ts";
import { sqlCases } from "./sql.ts";
import { textCases } from "./texts.ts";

/** Every hostile file. */
export const cases: readonly Case[] = [
  ...settingCases,
  ...fileCases,
  ...reachCases,
  ...sqlCases,
  ...textCases,
];
