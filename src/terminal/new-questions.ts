import type { Wizard } from "./wizard.ts";

/** What is asked for, of whatever else a wish may hold. */
interface Asked {
  readonly from: string | undefined;
  readonly stack: string;
  readonly title: string | undefined;
  readonly fault: string;
  readonly target: string | undefined;
  readonly with: readonly string[];
  readonly for: string;
}

interface Offers {
  readonly offers: {
    readonly scenarios: readonly { readonly id: string; readonly title: string }[];
    readonly stacks: readonly { readonly name: string; readonly doc: string }[];
  };
  faults(stack: string): readonly {
    readonly name: string;
    readonly doc: string;
    readonly targets: readonly string[];
    readonly needs: readonly string[];
  }[];
}

const fresh = "";

/**
 * Asks for what was not given by flags: what to begin from, what to break, where, and for how long.
 */
export async function newQuestions<W extends Asked>(
  wizard: Wizard,
  wish: W,
  given: { readonly stack: string | undefined; readonly fault: string | undefined },
  { offers, faults }: Offers,
): Promise<W> {
  const beginning =
    wish.from ??
    (given.stack !== undefined || given.fault !== undefined
      ? fresh
      : await wizard.choose("Begin with", [
          {
            value: fresh,
            name: "a Test: does the system hold by itself?",
            description: "one fault on a system that comes with Gameday; the shortest file",
          },
          ...offers.scenarios.map(({ id, title }) => ({
            value: id,
            name: `a copy of ${id}`,
            description: title,
          })),
        ]));
  const title = wish.title ?? (await wizard.ask("Its title, which people read first", ""));
  const named = title === "" ? wish : { ...wish, title };
  if (beginning !== fresh) return { ...named, from: beginning };
  const stack =
    given.stack ??
    (offers.stacks.length === 1
      ? (offers.stacks[0]?.name ?? wish.stack)
      : await wizard.choose(
          "Which system?",
          offers.stacks.map(({ name, doc }) => ({ value: name, name, description: doc })),
        ));
  const known = faults(stack);
  const name =
    given.fault ??
    (await wizard.choose(
      "What breaks?",
      known.map((fault) => ({ value: fault.name, name: fault.name, description: fault.doc })),
    ));
  const fault = known.find((each) => each.name === name);
  const target =
    wish.target ??
    (fault === undefined || fault.targets.length === 0
      ? undefined
      : await wizard.choose(
          "Where?",
          fault.targets.map((each) => ({ value: each, name: each })),
        ));
  const parameters = [...wish.with];
  for (const need of fault?.needs ?? [])
    if (!parameters.some((each) => each.startsWith(`${need}=`)))
      parameters.push(`${need}=${await wizard.ask(`${need} of ${name}`, "")}`);
  const lasts = await wizard.ask("For how long?", wish.for, (answer) =>
    /^(\d+(\.\d+)?(ms|s|m|h))+$/.test(answer) ? undefined : "a duration such as 500ms, 5s or 2m",
  );
  return { ...named, from: undefined, stack, fault: name, target, with: parameters, for: lasts };
}
