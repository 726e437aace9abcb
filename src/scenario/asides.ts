/**
 * What each part of a scenario is, in a sentence: above it in `scenario show`, and beside it in an
 * editor.
 */
export const asides: Readonly<Record<string, string>> = {
  limit: "Nothing of the drill goes on after this.",
  params: "May be given another value when the drill is planned.",
  stack: "What runs.",
  links: "Ways that go through the fault proxy.",
  calibrate: "Measured on this machine before anything is broken.",
  load: "What users do, at a constant arrival rate.",
  slis: "What users must get, in percent.",
  hold: "Users count as back when every SLI has stayed inside its objective for this long.",
  watch: "Watched this long between mitigated and resolved.",
  dashboards: "What the live view and the report show besides the SLIs.",
  baseline: "Healthy before anything is broken, or the drill is called off.",
  mustBreak: "The promised symptom; without it the drill proves nothing.",
  mustHold: "The promise while the fault works.",
  abortWhen: "Ends the drill at once, and heals it.",
};

/** The other parts, which `scenario show` need not explain. */
export const more: Readonly<Record<string, string>> = {
  kind: "Drill: people must bring the users back. Test: the system must hold by itself. Stack and Variant are parts of scenarios.",
  id: "The name by which it is run, kebab-case.",
  title: "What people read first. It gives nothing away.",
  summary: "What a player may read before the start. It gives nothing away.",
  extends:
    "A stack file that several scenarios share; this one is laid over it by key, and null takes something away.",
  variants: "Several ways in which it comes about; the first runs when none is named.",
  inspiredBy: "Where it happened for real.",
  images:
    "Images of parts where the stack is containers: of mysql, redis, haproxy, toxiproxy, k6, and app for the programs.",
  signals: "What monitoring reads; those with show: false are for judging alone.",
  alerts: "When monitoring pages whom.",
  faults: "What is broken, where, when and for how long.",
  evidence: "What can be found out, and what output proves it.",
  mitigations: "What people can do about it: what helps, and what does not.",
  rootCause: "Why it happened, told once it is over.",
  corrective: "What would prevent it; with a rerun it can be proven.",
  players: "What the scripted players do.",
  hints: "Help that costs points.",
  debrief: "What to talk about afterwards.",
};
