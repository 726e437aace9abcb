/** The list of undo kinds. A new one is one file here, one line below and its data in `Undo`. */
import type { Undo } from "../../event/undo.ts";
import type { FaultWorld, Verification } from "../fault.ts";
import { allow } from "./allow.ts";
import { enableLink } from "./enable-link.ts";
import { endFlow } from "./end-flow.ts";
import { endSessions } from "./end-sessions.ts";
import { healLinks } from "./heal-links.ts";
import type { UndoKind, UndoOf } from "./kind.ts";
import { refuseGone } from "./refuse-gone.ts";
import { rejoin } from "./rejoin.ts";
import { removeFile } from "./remove-file.ts";
import { removeToxic } from "./remove-toxic.ts";
import { resume } from "./resume.ts";
import { start } from "./start.ts";

const kinds: { readonly [K in Undo["do"]]: UndoKind<UndoOf<K>> } = {
  resume,
  start,
  "end-flow": endFlow,
  "remove-toxic": removeToxic,
  "enable-link": enableLink,
  "heal-links": healLinks,
  allow,
  rejoin,
  "remove-file": removeFile,
  "end-sessions": endSessions,
};

/** The kind of an undo, which takes the data of its own kind only. */
export function kindOf(data: Undo): UndoKind<Undo> {
  return kinds[data.do];
}

/** Takes a fault back from its data. */
export async function undo(world: FaultWorld, data: Undo): Promise<void> {
  if ("target" in data && !("places" in data)) await refuseGone(world, data.target);
  await kindOf(data).undo(world, data);
}

/** Proves that a fault is gone at its target. */
export function undone(world: FaultWorld, data: Undo): Promise<Verification> {
  return kindOf(data).undone(world, data);
}

/** The inverse in words, for plans and reports. */
export function describeUndo(data: Undo): string {
  return kindOf(data).describe(data);
}
