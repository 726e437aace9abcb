/**
 * What each part of a scenario is, in a sentence: above it in `scenario show`, and beside it in an
 * editor.
 */
export const asides: Readonly<Record<string, string>> = {
  limit: "The drill ends after this time at the latest.",
  params: "Values that --set can change.",
  stack: "The components that run.",
  links: "Connections that pass through the fault proxy.",
  calibrate: "Measured on this machine before the first fault.",
  load: "What users do, at a constant arrival rate.",
  slis: "The success rate that users must get, in percent.",
  hold: "Service counts as restored when every SLI has stayed inside its objective for this long.",
  watch: "Observation period between mitigated and resolved.",
  dashboards: "What the live view and the report show in addition to the SLIs.",
  baseline: "Required health before the first fault; otherwise no fault is injected.",
  mustBreak: "The symptom that proves the impact; a drill that never shows it is unknown.",
  mustHold: "The condition that must hold while a fault is active.",
  abortWhen: "Conditions that end the drill immediately and heal it.",
};

/** The other parts, which `scenario show` need not explain. */
export const more: Readonly<Record<string, string>> = {
  kind: "Drill: people must restore service. Test: the system must hold on its own. Stack and Variant are parts of scenarios.",
  id: "The scenario's name for gameday run, kebab-case.",
  title: "The title shown to players. Must not give the answer away.",
  summary: "The description shown to players before the start. Must not give the answer away.",
  extends:
    "A stack file that several scenarios share; this file is merged over it by key, and null removes an entry.",
  sevType:
    "What kind of SEV it is: the type changes who sees it, what is said and what comes first.",
  profile: "How incidents are run: gremlin, bigeye, pagerduty, atlassian or diabetes.",
  variants: "Several causes of the same incident (default: the first).",
  inspiredBy: "Real incidents that inspired it.",
  images:
    "Container images for --runtime docker: mysql, postgres, redis, haproxy, toxiproxy, k6, and app for the programs.",
  signals: "What monitoring reads; signals with show: false are only for judging.",
  alerts: "When monitoring pages which role.",
  faults: "The faults: what, where, when and for how long.",
  evidence: "Findings, and the output that proves them.",
  mitigations: "What people can do: what helps, and what does not.",
  rootCause: "Why it happened, shown after the drill.",
  corrective: "What would prevent it; a rerun can prove it.",
  players: "What the scripted players do.",
  hints: "Hints that cost points.",
  debrief: "Questions for the debrief.",
};
