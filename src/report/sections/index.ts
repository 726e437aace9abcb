import { appendix } from "./appendix.ts";
import { cause } from "./cause.ts";
import { chart } from "./chart.ts";
import { command } from "./command.ts";
import { corrective } from "./corrective.ts";
import { dashboards } from "./dashboards.ts";
import { debrief } from "./debrief.ts";
import { evidence } from "./evidence.ts";
import { fault } from "./fault.ts";
import { figures } from "./figures.ts";
import { gap } from "./gap.ts";
import { impact } from "./impact.ts";
import { lessons } from "./lessons.ts";
import { messages } from "./messages.ts";
import { mitigation } from "./mitigation.ts";
import { restoration } from "./restoration.ts";
import { review } from "./review.ts";
import { score } from "./score.ts";
import type { Section } from "./section.ts";
import { severity } from "./severity.ts";
import { summary } from "./summary.ts";
import { timeline } from "./timeline.ts";

/**
 * The sections of a postmortem, in the order in which they are read. A new one: its file, a line
 * here, and its two templates.
 */
export const sections: readonly Section[] = [
  summary,
  figures,
  chart,
  dashboards,
  timeline,
  evidence,
  impact,
  severity,
  command,
  messages,
  gap,
  fault,
  mitigation,
  cause,
  corrective,
  review,
  lessons,
  score,
  restoration,
  debrief,
  appendix,
];
