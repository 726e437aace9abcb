/** The incident: its severity and its state. */
import type { Verb } from "../verb.ts";
import { openIncident, whatHappened, words } from "./shape.ts";

export const sevVerbs = {
  "sev.declare": {
    ...openIncident,
    args: {
      level: {
        is: "severity",
        names: "severity",
        about: "severity (default: what the measured facts make it, or the profile's initial one)",
        typed: "either",
      },
      text: { is: "text", required: true, about: "what users see" },
      type: {
        is: "text",
        about:
          "availability-drop, broken-feature, data-loss or security-risk (default: availability-drop)",
        typed: "flag",
      },
    },
    rights: "anyone",
    command: {
      summary: "Declare an incident. Anyone can.",
      description: "When the severity is not clear, take the worse one: it is the lower number.",
      examples: [
        'sev declare "the shop answers with errors"',
        'sev declare 0 "checkout is down"',
        'sev declare --type security-risk "someone reads what is not theirs"',
      ],
    },
    effect:
      "opens the incident: it gets a severity, a permanent name and a clock (default: the severity " +
      "that the measured facts make, or the profile's initial one)",
  },
  "sev.step": {
    ...openIncident,
    args: {
      step: { is: "text", required: true, about: "the step that is done" },
      text: words,
    },
    rights: ["imoc", "tloc"],
    command: {
      summary: "Mark a step of the SEV's type as done.",
      description: "A security risk has four: stop-attack, cut-vector, isolate, preserve-evidence.",
      examples: ["sev step stop-attack", 'sev step cut-vector "the login is closed"'],
    },
    effect:
      "marks a step of the SEV's type as done; whether the steps come in their order is judged",
  },
  "report-problem": {
    ...openIncident,
    args: { text: { is: "text", required: true, about: "what is wrong, as you see it" } },
    rights: "anyone",
    command: {
      summary: "Report that something is wrong. Anyone can, without an alert.",
      examples: ['report-problem "the invoice shows the wrong total"'],
    },
    effect: "reports a problem that no alert has seen; declaring it comes next",
  },
  "sev.ack": {
    ...openIncident,
    args: { text: words },
    rights: ["imoc", "deputy"],
    command: { summary: "Acknowledge the page.", examples: ["sev ack", 'sev ack "on it"'] },
    effect:
      "acknowledges the pages sent to you; the person on call for command becomes incident commander",
  },
  "sev.escalate": {
    ...openIncident,
    args: {
      level: { is: "severity", names: "severity", required: true, about: "the new severity" },
      why: { is: "text", required: true, about: "the reason" },
    },
    rights: ["imoc", "deputy", "tloc"],
    command: {
      summary: "Change the severity of the incident.",
      examples: ['sev escalate 0 "both services are below their objective"'],
    },
    effect:
      "changes the severity. Raising it: the earlier of the two deadlines applies. Lowering it: the deadline stays",
  },
  "sev.diagnose": {
    ...openIncident,
    args: { text: words },
    rights: ["imoc", "tloc"],
    command: {
      summary: "Mark the incident as being investigated.",
      examples: ['sev diagnose "following the slow queries"'],
    },
    effect: "the cause is being looked for",
  },
  "sev.mitigating": {
    ...openIncident,
    args: { text: whatHappened },
    rights: ["imoc", "tloc"],
    command: {
      summary: "Mark a mitigation as in progress, or as in progress again.",
      examples: ['sev mitigating "blocking the customer"'],
    },
    effect: "a mitigation is in progress; also withdraws a claim that the incident is mitigated",
  },
  "sev.mitigated": {
    ...openIncident,
    args: { text: words },
    // Who fixes it says so; who commands keeps the company posted.
    rights: ["imoc", "tloc"],
    command: {
      summary: "Mark the incident as mitigated.",
      examples: ['sev mitigated "blocked the customer"'],
    },
    effect:
      "claims that service is restored; the observation period starts. Whether the target " +
      "was met depends on when service really was restored, not on this claim",
  },
  "sev.resolve": {
    ...openIncident,
    args: { text: words },
    rights: ["imoc", "tloc"],
    command: { summary: "Mark the incident as resolved.", examples: ["sev resolve"] },
    effect: "closes the incident, once the observation period is over",
  },
  "sev.false-alarm": {
    ...openIncident,
    args: { why: whatHappened },
    rights: ["imoc", "tloc"],
    command: {
      summary: "Call the incident off: no user is affected and none was.",
      examples: ['sev false-alarm "a broken probe"'],
    },
    effect: "closes the incident as a false alarm",
  },
} as const satisfies Readonly<Record<string, Verb>>;
