import { formatClock } from "../../kernel/duration.ts";
import { post, type Due } from "../clockwork/due.ts";
import type { IncidentState } from "../incident.ts";
import { severityOf } from "../../org/profile.ts";

/** A silence that ends while its alerts still fire is said. */
export function silencesOver({ alerts, profile, level }: IncidentState): readonly Due[] {
  const room = severityOf(profile, level ?? profile.startLevel)?.notify[0] ?? "#incident";
  return alerts.groups.flatMap(({ id, text, firing, silencedUntilEx }) =>
    silencedUntilEx === undefined || firing.length === 0
      ? []
      : [
          post(
            silencedUntilEx,
            room,
            `${formatClock(silencedUntilEx)} the silence of ${id} is over, and it still fires: ${text}`,
          ),
        ],
  );
}
