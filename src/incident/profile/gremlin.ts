import type { Profile } from "../profile.ts";
import { usualPractices, usualTimers } from "./usual.ts";

const minute = 60_000;
const hour = 60 * minute;

/**
 * The organisation of the SEV talk: three severities, 0 the worst; all staff follow #sevs; the executives
 * are notified of a SEV 0 immediately.
 */
export const gremlin: Profile = {
  id: "gremlin",
  title: "SEV 0-2, IMOC and TLOC",
  severities: [
    {
      id: 0,
      rank: 0,
      label: "SEV 0",
      description: "catastrophic service impact",
      targetMs: 15 * minute,
      notify: ["#sevs", "sevs@", "Executive Leadership Team", "entire company"],
      updateEveryMs: 10 * minute,
      minCrew: ["imoc", "tloc"],
      reviewDue: { days: 3, of: "calendar" },
    },
    {
      id: 1,
      rank: 1,
      label: "SEV 1",
      description: "critical service impact",
      targetMs: 8 * hour,
      notify: ["#sevs", "sevs@", "teams working on the SEV", "CTO"],
      updateEveryMs: 20 * minute,
      minCrew: ["imoc", "tloc"],
      reviewDue: { days: 5, of: "business" },
    },
    {
      id: 2,
      rank: 2,
      label: "SEV 2",
      description: "high service impact",
      targetMs: 24 * hour,
      notify: ["#sevs", "sevs@", "teams working on the SEV"],
      updateEveryMs: hour,
      minCrew: ["imoc", "tloc"],
    },
  ],
  startLevel: 1,
  ackMs: 5 * minute,
  breach: { forMs: 2 * minute, level: 0 },
  roles: { imoc: "IMOC", tloc: "TLOC", deputy: "Deputy", scribe: "Scribe", liaison: "Liaison" },
  onCall: { responder: "tloc", commander: "imoc" },
  rights: {
    mode: "warn",
    who: {},
  },
  cadence: {
    firstUpdateMs: 5 * minute,
    callOutEveryMs: 10 * minute,
    noLeadEveryMs: 2 * minute,
    noLeadTimes: 5,
    noRolesMs: 10 * minute,
  },
  practices: usualPractices,
  timers: usualTimers,
  scoring: { contained: 50, evidence: 35, process: 15, hint: 5, wrongTurn: 5, premature: 10 },
};
