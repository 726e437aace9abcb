/** The scripted players (design rule 5). A new one is one file here and one line below. */
import type { Stage } from "./hands.ts";
import { playPerfect } from "./perfect.ts";
import { playWrong } from "./wrong.ts";

export type PlayerName = "perfect" | "wrong" | "idle";

export const players: Readonly<
  Record<PlayerName, (stage: Stage, mitigations: readonly string[]) => Promise<void>>
> = {
  perfect: playPerfect,
  wrong: playWrong,
  idle: async () => {},
};
