import type { SevType } from "../kernel/sev-type.ts";
import type { Organisation } from "./organisation.ts";
import type { MessageRules, Profile, Severity, TypeRules } from "./profile.ts";
import { rotationOf } from "./rotation/from-file.ts";
import type { OrganisationFile } from "./schema.ts";
import { settingsOf } from "./targets.ts";

/** The organisation that a complete and correct file describes. */
export function resolveOrganisation(file: OrganisationFile): Organisation {
  const profile = profileOf(file);
  return {
    profile,
    services: Object.fromEntries(
      Object.entries(file.services).map(([id, { title = id, owner, slo, ...rest }]) => [
        id,
        { title, owner, slo, ...rest },
      ]),
    ),
    people: Object.fromEntries(
      Object.entries(file.people).map(([id, { email, ...rest }]) => [id, { email, ...rest }]),
    ),
    rotations: Object.entries(file.rotations).map(([id, one]) => rotationOf(id, one)),
    notify: file.notify,
    send: settingsOf(file, profile),
    cost:
      file.cost === undefined
        ? undefined
        : {
            currency: file.cost.currency,
            hourlyRate: file.cost.hourlyRate,
            revenuePerMinute: file.cost.revenuePerMinute,
          },
  };
}

function profileOf(file: OrganisationFile): Profile {
  const { timers } = file;
  return {
    id: file.id,
    title: file.title,
    severities: severitiesOf(file),
    startLevel: file.startSeverity,
    types: typesOf(file),
    ackMs: timers.acknowledge,
    roles: Object.fromEntries(Object.entries(file.roles).map(([id, { title }]) => [id, title])),
    duties: Object.fromEntries(Object.entries(file.roles).map(([id, { duties }]) => [id, duties])),
    onCall: file.onCall,
    rights: file.rights,
    cadence: {
      firstUpdateMs: timers.firstUpdate,
      targetMarks: timers.targetMarks,
      callOutEveryMs: timers.callOutEvery,
      callOutTimes: timers.callOutTimes,
      noLeadEveryMs: timers.noLeadEvery,
      noLeadTimes: timers.noLeadTimes,
      noRolesMs: timers.noRoles,
    },
    practices: file.practices,
    timers: {
      taskMs: timers.task,
      pollMs: timers.poll,
      decidedMs: timers.decided,
      crossedMs: timers.crossed,
      severityMs: timers.severity,
      missedBoxes: timers.missedBoxes,
      injectDelayMs: timers.injectDelay,
    },
    messages: messagesOf(file),
    paging: {
      renotifyEveryMs: file.paging.renotifyEvery ?? null,
      renotifyTimes: file.paging.renotifyTimes,
      steps: file.paging.steps,
    },
    scoring: file.scoring,
  };
}

function messagesOf({ messages }: OrganisationFile): MessageRules {
  const { mailboxes, approval, scope = null, remindAt } = messages;
  return { mailboxes, approval, scopeMs: scope, remindAt };
}

/** The smaller number is the worse, wherever an organisation begins to count. */
function severitiesOf({ severities }: OrganisationFile): readonly Severity[] {
  return Object.entries(severities)
    .map(([id, row]) => ({ id: Number(id), row }))
    .toSorted((a, b) => a.id - b.id)
    .map(({ id, row }, rank) => ({
      id,
      rank,
      label: row.label,
      description: row.description,
      when: row.when,
      targetMs: row.mitigateWithin ?? null,
      notify: row.notify,
      updateEveryMs: row.cadence,
      minCrew: row.minCrew,
      reviewDue: row.reviewDue,
    }));
}

function typesOf({ types }: OrganisationFile): Profile["types"] {
  const rules = ({ noPublicBefore, ...rest }: OrganisationFile["types"][SevType]): TypeRules => ({
    ...rest,
    noPublicBefore,
  });
  return {
    "availability-drop": rules(types["availability-drop"]),
    "broken-feature": rules(types["broken-feature"]),
    "data-loss": rules(types["data-loss"]),
    "security-risk": rules(types["security-risk"]),
  };
}
