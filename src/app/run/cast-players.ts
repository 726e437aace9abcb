import { rehearse } from "./rehearse.ts";
import { scenarioSoFar } from "./scenario-so-far.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Drill } from "../../engine/drill.ts";
import type { EventData } from "../../event/event.ts";
import { visibleTo } from "../../event/visible.ts";
import type { Artefact } from "../../event/play.ts";
import { standingStill } from "../../kernel/clock.ts";
import { messageOf } from "../../kernel/message-of.ts";
import type { Action } from "../../plan/plan.ts";
import { Eyes, type Hands, type Stage } from "../../player/hands.ts";
import { players, type PlayerName } from "../../player/index.ts";
import { playImoc } from "../../player/imoc.ts";
import type { Control } from "./open-control.ts";

export interface Cast {
  readonly player: PlayerName | "person";
  readonly mitigations: readonly string[] | undefined;
  /** Looks at the system and writes nothing down; with it, the perfect player's proofs are rehearsed. */
  readonly look?: (action: Action) => Promise<Artefact>;
}

/** Who is in a drill from its beginning; no one is on call in a Test. */
export function peopleOf(
  drill: Drill,
  control: Pick<Control, "person" | "scripted" | "imoc">,
  player: Cast["player"],
): readonly EventData["person.joined"][] {
  if (drill.plan.scenario.kind === "Test") return [];
  const { responder } = drill.profile.onCall;
  const bot = { person: control.imoc.id, as: "bot", roles: control.imoc.roles } as const;
  if (player === "idle") return [bot];
  return player === "person"
    ? [{ person: control.person.id, as: "user", roles: [responder] }, bot]
    : [{ person: control.scripted.id, as: "script", roles: [responder] }, bot];
}

/** How long after a script's last action its verdict is certain, if it does not resolve. */
const afterScriptMs = 30_000;

/**
 * Starts the bot commander and a scripted player. They see what a person sees and use what a person
 * uses; resolves when both have finished.
 */
export async function castPlayers(
  drill: Drill,
  control: Control,
  use: (action: Action) => Promise<Artefact>,
  { player, mitigations, look }: Cast,
): Promise<void> {
  if (drill.plan.scenario.kind === "Test") return;
  const clock = standingStill(drill.ports.clock, drill.ports.exercise);
  const stage = (hands: Hands, roles: readonly string[]): Stage => {
    const eyes = new Eyes(drill.plan);
    const viewer = { roles, truth: false };
    drill.recorder.listen((event) => {
      const visible = visibleTo(event, viewer);
      if (visible !== undefined) eyes.see(visible);
    });
    return {
      get plan() {
        return { ...drill.plan, scenario: scenarioSoFar(drill) };
      },
      hands,
      eyes,
      clock,
      signal: drill.playing,
    };
  };
  const none = (): Promise<Artefact> =>
    Promise.reject(new Error("the commander never touches the system"));
  const roles = [
    playImoc(stage({ verb: control.as(control.imoc), use: none }, control.imoc.roles), {
      self: control.imoc.id,
      roles: drill.profile.onCall,
      tloc: player === "person" ? control.person.id : control.scripted.id,
      level: drill.profile.startLevel,
    }),
  ];
  if (player !== "person" && player !== "idle") {
    const act = players[player](
      stage({ verb: control.as(control.scripted), use }, control.scripted.roles),
      mitigations ?? drill.plan.scenario.players[player === "wrong" ? "wrong" : "perfect"],
    );
    roles.push(act.then(() => endAfterScript(drill, clock)));
  }
  if (player === "perfect" && look !== undefined) roles.push(rehearse(drill, look));
  await Promise.all(roles.map((role) => role.catch((error: unknown) => endFailed(drill, error))));
}

async function endAfterScript(drill: Drill, clock: Pick<Clock, "sleep">): Promise<void> {
  await clock.sleep(afterScriptMs, drill.playing);
  // While a hold is running, the service may still turn out to be restored.
  await drill.waiters.until(
    () => !drill.state.live?.holdRunning,
    () => false,
    drill.playing,
  );
  drill.end({ why: "decided", detail: "the player has no more actions; the verdict is certain" });
}

function endFailed(drill: Drill, error: unknown): void {
  if (drill.playing.aborted) return;
  const reason = messageOf(error);
  drill.end({ why: "error", detail: `a player failed: ${reason}` });
}
