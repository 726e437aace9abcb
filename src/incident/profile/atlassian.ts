import type { Profile } from "../profile.ts";
import { usualPractices, usualTimers } from "./usual.ts";

const minute = 60_000;
const hour = 60 * minute;

/**
 * After Atlassian's incident handbook: three levels, an incident manager with all authority,
 * updates each half hour. It names no target times.
 */
export const atlassian: Profile = {
  id: "atlassian",
  title: "SEV 1-3, incident manager",
  severities: [
    {
      id: 1,
      rank: 0,
      label: "SEV 1",
      description: "critical, very high impact: down for all, data lost or exposed",
      targetMs: null,
      notify: ["#incident", "stakeholders", "Statuspage"],
      updateEveryMs: 30 * minute,
      minCrew: ["imoc", "tloc", "liaison"],
      reviewDue: { days: 3, of: "calendar" },
    },
    {
      id: 2,
      rank: 1,
      label: "SEV 2",
      description: "major, significant impact: down for some, or a core function broken",
      targetMs: null,
      notify: ["#incident", "stakeholders", "Statuspage"],
      updateEveryMs: 30 * minute,
      minCrew: ["imoc", "tloc", "liaison"],
      reviewDue: { days: 5, of: "business" },
    },
    {
      id: 3,
      rank: 2,
      label: "SEV 3",
      description: "minor, low impact: an inconvenience with a workaround",
      targetMs: null,
      notify: ["#incident"],
      updateEveryMs: 2 * hour,
      minCrew: ["imoc", "tloc"],
    },
  ],
  startLevel: 2,
  ackMs: 5 * minute,
  breach: { forMs: 2 * minute, level: 1 },
  roles: {
    imoc: "Incident Manager",
    tloc: "Tech Lead",
    liaison: "Communications Manager",
    scribe: "Scribe",
  },
  onCall: { responder: "tloc", commander: "imoc" },
  rights: {
    mode: "warn",
    who: {
      escalate: ["imoc"],
      update: ["imoc", "liaison"],
      resolve: ["imoc"],
      "false-alarm": ["imoc"],
    },
  },
  cadence: {
    firstUpdateMs: 15 * minute,
    callOutEveryMs: 15 * minute,
    noLeadEveryMs: 2 * minute,
    noLeadTimes: 5,
    noRolesMs: 10 * minute,
  },
  practices: usualPractices,
  timers: usualTimers,
  scoring: { contained: 45, evidence: 30, process: 25, hint: 5, wrongTurn: 5, premature: 10 },
};
