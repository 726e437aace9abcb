import type { Stage } from "./hands.ts";

/**
 * The incident commander of a solo drill: declares when no one else does, takes command, names the
 * resolver, asks and keeps the clock. Uses the same verbs as people, under its own name, and never
 * touches the system. While a person has the role, it keeps quiet.
 */
export async function playImoc(
  stage: Stage,
  options: {
    readonly self: string;
    /** The roles of who commands and of who fixes things. */
    readonly roles: { readonly commander: string; readonly responder: string };
    readonly tloc: string;
    readonly level: number;
  },
): Promise<void> {
  const { hands, eyes, clock, signal, plan } = stage;
  const needed = (): boolean => eyes.isFreeFor(options.self, options.roles.commander);
  const process = (ms: number): Promise<void> => clock.sleep(ms / plan.timeScale, signal);
  await eyes.until(() => eyes.paged || eyes.declared, signal);
  await Promise.race([process(declareAfterMs), eyes.until(() => eyes.declared, signal)]);
  if (!eyes.declared && needed())
    await hands.verb("sev.declare", {
      level: options.level,
      text: "Alerts are firing and no incident is declared: I declare one. Who has the pager?",
    });
  await process(1_000);
  await eyes.until(needed, signal);
  await hands.verb("sev.ack", { text: "I am the Incident Commander." });
  const { responder } = options.roles;
  if (eyes.isFreeFor(options.tloc, responder))
    await hands.verb("sev.assign", { role: responder, to: options.tloc });
  await ask(stage, process, needed);
}

const declareAfterMs = 20_000;
const askEveryMs = 90_000;

async function ask(
  { hands, eyes, signal, plan }: Stage,
  process: (ms: number) => Promise<void>,
  needed: () => boolean,
): Promise<void> {
  const questions = [
    "What do you see? What changed?",
    "Where does it come from: which service, which customer?",
    "What are the options, and what does each risk?",
    "Is anything getting worse while we look?",
  ];
  const hold = Math.ceil(plan.scenario.hold / 1_000);
  for (let n = 0; !signal.aborted; n += 1) {
    let patience = true;
    const bored = process(askEveryMs).then(() => (patience = false));
    // The wait is given up with the patience, or an hour of questions leaves forty of them behind.
    await Promise.race([
      bored,
      eyes.until(
        () => !patience || (eyes.goodForSeconds >= hold && !claimed.has(eyes.state)),
        signal,
      ),
    ]);
    if (!needed()) await eyes.until(needed, signal);
    else if (claimed.has(eyes.state)) await eyes.until(() => !claimed.has(eyes.state), signal);
    else if (eyes.goodForSeconds >= hold) {
      await hands.verb("say", {
        text: `The dashboards look fine for ${hold} s. Is it mitigated? gameday sev mitigated`,
      });
      await process(askEveryMs / 3);
    } else await hands.verb("say", { text: questions[n % questions.length] ?? "" });
  }
}

/** Said to be over: there is nothing to ask. */
const claimed = new Set([
  "mitigated",
  "monitoring",
  "resolved",
  "reviewing",
  "verified",
  "closed",
  "false-alarm",
  "merged",
]);
