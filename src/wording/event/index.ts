import { alertLine } from "./alert.ts";
import { faultLine } from "./fault.ts";
import { frameLine } from "./frame.ts";
import { injectLine } from "./inject.ts";
import { incidentLine } from "./incident.ts";
import { loopLine } from "./loop.ts";
import { peopleLine } from "./people.ts";
import { messageLine } from "./message.ts";
import { toolLine } from "./tool.ts";
import { truthLine } from "./truth.ts";
import type { Happening, Setting, Words } from "./words.ts";

/** An event as a line for people; undefined for what is only data. */
export function wordsOf(event: Happening, setting: Setting): Words | undefined {
  return (
    truthLine(event, setting) ??
    faultLine(event) ??
    frameLine(event) ??
    alertLine(event, setting) ??
    incidentLine(event, setting) ??
    injectLine(event) ??
    loopLine(event) ??
    peopleLine(event) ??
    messageLine(event) ??
    toolLine(event, setting)
  );
}
