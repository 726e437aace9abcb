import { GamedayError } from "../../kernel/error.ts";
import { demandSecrets, type Environment } from "../../notify/secrets.ts";
import type { NotifySettings } from "../../notify/target.ts";
import type { Plan } from "../../plan/plan.ts";
import { isSimulated } from "../../plan/runtime-names.ts";

const form = `write in gameday/org.yaml:
send:
  targets:
    sevs: { kind: slack, url: { env: SEVS_URL }, mailboxes: ["#sevs"] }
and name the file where a run does not take it: --org gameday/org.yaml`;

/** The targets of an organisation; GD-E016 when it has none, or one lacks its secret. */
export function usableTargets(
  { send, profile }: Plan["organisation"],
  env: Environment,
): NotifySettings {
  if (send === undefined || send.targets.length === 0)
    throw new GamedayError("GD-E016", `${profile.id} has no targets to send anything to`, {
      hint: form,
    });
  demandSecrets(send.targets, env);
  return send;
}

/**
 * What a run sends for real when it is asked to. A Test calls no one, and a simulated drill is over
 * before anyone could read what it sends: both are refused.
 */
export function sendingOf(
  { scenario, runtime, rerun, organisation }: Plan,
  env: Environment,
): NotifySettings {
  if (isSimulated(runtime))
    throw new GamedayError("GD-C001", "--notify sends nothing on the simulated runtime", {
      hint: "its hours take seconds, and no one could act on them; gameday notify test sends one text to each target",
    });
  if (scenario.kind === "Test" || rerun !== undefined)
    throw new GamedayError("GD-C001", "--notify is for drills: a Test calls and informs no one", {
      hint: "gameday notify test sends one text to each target",
    });
  return usableTargets(organisation, env);
}
