import type { Profile } from "../profile.ts";
import { usualPractices, usualTimers } from "./usual.ts";

const minute = 60_000;
const hour = 60 * minute;

/**
 * After PagerDuty's public incident response guide: SEV-1 and SEV-2 are major incidents; the
 * commander decides, others act. It names no target times.
 */
export const pagerduty: Profile = {
  id: "pagerduty",
  title: "SEV-1 to SEV-5, incident command",
  severities: [
    {
      id: 1,
      rank: 0,
      label: "SEV-1",
      description: "critical, with public notice and an executive liaison",
      targetMs: null,
      notify: ["#incident", "stakeholders", "status page"],
      updateEveryMs: 20 * minute,
      minCrew: ["imoc", "deputy", "scribe", "liaison", "tloc"],
      reviewDue: { days: 3, of: "calendar" },
    },
    {
      id: 2,
      rank: 1,
      label: "SEV-2",
      description: "critical for many customers",
      targetMs: null,
      notify: ["#incident", "stakeholders"],
      updateEveryMs: 20 * minute,
      minCrew: ["imoc", "scribe", "tloc"],
      reviewDue: { days: 5, of: "business" },
    },
    {
      id: 3,
      rank: 2,
      label: "SEV-3",
      description: "stability or minor customer impact; its owners act now",
      targetMs: null,
      notify: ["#incident"],
      updateEveryMs: hour,
      minCrew: ["tloc"],
    },
    {
      id: 4,
      rank: 3,
      label: "SEV-4",
      description: "minor, needs action, no customer effect",
      targetMs: null,
      notify: [],
      updateEveryMs: 24 * hour,
      minCrew: ["tloc"],
    },
    {
      id: 5,
      rank: 4,
      label: "SEV-5",
      description: "cosmetic",
      targetMs: null,
      notify: [],
      updateEveryMs: 24 * hour,
      minCrew: ["tloc"],
    },
  ],
  startLevel: 2,
  ackMs: 5 * minute,
  breach: { forMs: 2 * minute, level: 1 },
  roles: {
    imoc: "Incident Commander",
    tloc: "SME",
    deputy: "Deputy",
    scribe: "Scribe",
    liaison: "Customer Liaison",
  },
  onCall: { responder: "tloc", commander: "imoc" },
  rights: {
    mode: "warn",
    who: {
      escalate: ["imoc"],
      update: ["imoc", "liaison"],
      diagnose: ["imoc", "deputy", "tloc"],
      mitigating: ["imoc"],
      mitigated: ["imoc"],
      resolve: ["imoc"],
      "false-alarm": ["imoc"],
    },
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
  scoring: { contained: 40, evidence: 30, process: 30, hint: 5, wrongTurn: 5, premature: 10 },
};
