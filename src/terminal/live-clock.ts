/** The second line of the live block: how long there is, and who has which role. */
import { roleWords } from "../wording/actor.ts";
import { duration, scaled } from "../wording/duration.ts";
import { stateInSentence } from "../wording/state.ts";
import { clip, visibleLength } from "./fit.ts";
import type { LiveState } from "./live-state.ts";
import type { Style } from "./style.ts";

/** The clock within a width: its bar shrinks, and goes, before a role is cut off. */
export function clockLine(state: LiveState, width: number, style: Style): string {
  const roles = [...state.roles].map(([role, who]) => `${roleWords(role)}: ${who}`).join("   ");
  const tries = [20, 12, 6, 0].map((cells) =>
    ` clock   ${clockText(state, cells, style)}   ${roles}`.trimEnd(),
  );
  const fitting = tries.find((line) => visibleLength(line) <= width);
  return clip(fitting ?? tries.at(-1) ?? "", width, style);
}

function clockText(state: LiveState, cells: number, style: Style): string {
  const { deadlineEx, incident, level, timeScale, clockFromEx } = state;
  if (incident === "false-alarm") return "stopped: false alarm";
  if (deadlineEx === null)
    return level === undefined ? "no deadline yet" : `no target; ${stateInSentence(incident)}`;
  const target = `target ${scaled(deadlineEx - clockFromEx, timeScale)}`;
  const stoppedEx = state.mitigatedEx ?? state.ex;
  const left = deadlineEx - stoppedEx;
  const over = (text: string): string => style.paint("bad", text);
  if (state.mitigatedEx !== undefined) {
    const margin = left >= 0 ? `${duration(left)} to spare` : over(`${duration(-left)} late`);
    return `${target}; called mitigated, ${margin}`;
  }
  const rest = left >= 0 ? `${duration(left)} left` : over(`${duration(-left)} over`);
  const bar = cells === 0 ? "" : `${barOf(1 - left / (deadlineEx - clockFromEx), cells, style)} `;
  return `${target}  ${bar}${rest}`;
}

function barOf(share: number, cells: number, { glyph }: Style): string {
  const used = Math.round(Math.min(1, Math.max(0, share)) * cells);
  return `${glyph.edges[0]}${glyph.full.repeat(used)}${glyph.empty.repeat(cells - used)}${glyph.edges[1]}`;
}
