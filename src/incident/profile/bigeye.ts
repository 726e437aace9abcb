import type { Profile } from "../profile.ts";
import { usualPractices, usualTimers } from "./usual.ts";

const minute = 60_000;
const hour = 60 * minute;

const told = ["#incidents"] as const;
const crew = ["imoc", "scribe", "liaison", "tloc"] as const;

/**
 * The house of the data-incident talk: five levels by service and users, and a matrix that gives
 * each role exactly one duty. It names no target times.
 */
export const bigeye: Profile = {
  id: "bigeye",
  title: "SEV 1-5, one duty for each role",
  severities: [
    {
      id: 1,
      rank: 0,
      label: "SEV 1",
      description: "service unavailable for most users",
      targetMs: null,
      notify: [...told, "all stakeholders"],
      updateEveryMs: 30 * minute,
      minCrew: crew,
      reviewDue: { days: 3, of: "calendar" },
    },
    {
      id: 2,
      rank: 1,
      label: "SEV 2",
      description: "significant problems for many users",
      targetMs: null,
      notify: [...told, "all stakeholders"],
      updateEveryMs: 30 * minute,
      minCrew: crew,
      reviewDue: { days: 5, of: "business" },
    },
    {
      id: 3,
      rank: 2,
      label: "SEV 3",
      description: "performance problems for some users",
      targetMs: null,
      notify: told,
      updateEveryMs: hour,
      minCrew: ["imoc", "tloc"],
    },
    {
      id: 4,
      rank: 3,
      label: "SEV 4",
      description: "performance problems that no user feels",
      targetMs: null,
      notify: told,
      updateEveryMs: 4 * hour,
      minCrew: ["imoc", "tloc"],
    },
    {
      id: 5,
      rank: 4,
      label: "SEV 5",
      description: "low-level annoyances",
      targetMs: null,
      notify: told,
      updateEveryMs: 24 * hour,
      minCrew: ["tloc"],
    },
  ],
  startLevel: 2,
  ackMs: 5 * minute,
  breach: { forMs: 2 * minute, level: 1 },
  roles: { imoc: "Commander", tloc: "SME", scribe: "Scribe", liaison: "Liaison" },
  onCall: { responder: "tloc", commander: "imoc" },
  rights: {
    mode: "warn",
    who: {
      escalate: ["imoc"],
      update: ["liaison"],
      diagnose: ["tloc"],
      mitigating: ["imoc"],
      mitigated: ["imoc"],
      resolve: ["imoc"],
      note: ["scribe"],
      "false-alarm": ["imoc"],
    },
  },
  cadence: {
    firstUpdateMs: 10 * minute,
    callOutEveryMs: 10 * minute,
    noLeadEveryMs: 2 * minute,
    noLeadTimes: 5,
    noRolesMs: 10 * minute,
  },
  practices: usualPractices,
  timers: usualTimers,
  scoring: { contained: 45, evidence: 30, process: 25, hint: 5, wrongTurn: 5, premature: 10 },
};
