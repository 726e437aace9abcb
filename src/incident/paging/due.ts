import { formatClock } from "../../kernel/duration.ts";
import { page, type Due } from "../clockwork/due.ts";
import type { IncidentState } from "../incident.ts";
import { roleTitle, scaledText, titleOf } from "../wording.ts";
import { reached, targetTitle } from "./reach.ts";
import type { OpenPage } from "./state.ts";
import type { PageStep } from "../../org/profile.ts";
import { pagingOf } from "./steps.ts";

/** Those on call for the command are paged when an incident is declared. */
export function commandPage(state: IncidentState): readonly Due[] {
  if (state.state !== "declared" || state.declaredEx === undefined) return [];
  const target = { to: "imoc" };
  const text =
    `${formatClock(state.declaredEx)} ${titleOf(state)} is declared and needs an ` +
    `${roleTitle(state, "imoc")}. Acknowledge: gameday sev ack`;
  return pages(state.declaredEx, text, { ...target, step: 0 }, reached(state, target, "on-call"));
}

/**
 * What comes of a page without an acknowledgement: those of the same step are asked again, then the
 * next step is.
 */
export function pageChain(state: IncidentState): readonly Due[] {
  return Object.values(state.pages).flatMap((open) =>
    // What was called off gets no one out of bed; a page that came after that is about something
    // else.
    state.state === "false-alarm" && open.sinceEx <= state.stateEx
      ? []
      : [...askedAgain(state, open), ...nextStep(state, open)],
  );
}

function askedAgain(state: IncidentState, open: OpenPage): readonly Due[] {
  const { ackWithinMs, renotifyEveryMs, renotifyTimes } = pagingOf(state.profile);
  if (renotifyEveryMs === null) return [];
  const last = followingStep(state, open) === undefined;
  return Array.from({ length: renotifyTimes }, (_, i) => (i + 1) * renotifyEveryMs).flatMap(
    (afterMs, i): readonly Due[] => {
      if (!last && afterMs >= ackWithinMs) return [];
      const text =
        `still no acknowledgement from ${whom(state, open)} since ${formatClock(open.lastEx)}, ` +
        `reminder ${i + 1} of ${renotifyTimes}. Acknowledge: gameday sev ack`;
      const { to, service, step } = open;
      return pages(
        open.lastEx + afterMs / state.timeScale,
        text,
        { to, ...(service === undefined ? {} : { service }), step },
        open.newest,
      );
    },
  );
}

const stepWords: Readonly<Record<PageStep, string>> = {
  "on-call": "those on call",
  backup: "the backup",
  team: "the whole team",
};

function nextStep(state: IncidentState, open: OpenPage): readonly Due[] {
  const next = followingStep(state, open);
  if (next === undefined) return [];
  const { ackWithinMs } = pagingOf(state.profile);
  const names = next.people.length === 0 ? "" : ` (${next.people.join(", ")})`;
  const text =
    `no acknowledgement from ${whom(state, open)} for ` +
    `${scaledText(ackWithinMs, state.timeScale)} since ${formatClock(open.lastEx)}: paging ` +
    `${stepWords[next.name]}${names}. Acknowledge: gameday sev ack`;
  const { to, service } = open;
  return pages(
    open.lastEx + ackWithinMs / state.timeScale,
    text,
    { to, ...(service === undefined ? {} : { service }), step: next.step },
    next.people,
  );
}

/** The next step that reaches anyone whom the page has not reached yet. */
function followingStep(
  state: IncidentState,
  open: OpenPage,
): { step: number; name: PageStep; people: readonly string[] } | undefined {
  const steps = pagingOf(state.profile).steps.map((name, step) => ({
    step,
    name,
    people: reached(state, open, name),
  }));
  const named = open.people.length > 0;
  return steps
    .slice(open.step + 1)
    .find(({ people }) => !named || people.some((person) => !open.people.includes(person)));
}

/** `ana (TLOC of api)`, or the role where no one is named. */
function whom(state: IncidentState, open: OpenPage): string {
  const title = targetTitle(state, open);
  const { newest } = open;
  if (newest.length === 0 || newest[0] === open.to) return title;
  return `${newest.join(", ")} (${title})`;
}

function pages(
  ex: number,
  text: string,
  target: { readonly to: string; readonly service?: string; readonly step: number },
  people: readonly string[],
): readonly Due[] {
  const { step, ...rest } = target;
  const data = step === 0 ? rest : { ...rest, step };
  return people.length === 0
    ? [page(ex, data, text)]
    : people.map((person) => page(ex, { ...data, person }, text));
}
