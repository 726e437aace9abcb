import { needsOf } from "./component.ts";
import { namesUsed } from "./template.ts";
import type { Scenario } from "./schema.ts";

/** What is done to bring a stack up. */
export type UpStep = { readonly component: string } | { readonly calibrate: string };

/** The order, or the names of those that wait for each other. */
export type UpOrder = { readonly order: readonly UpStep[] } | { readonly stuck: readonly string[] };

interface Node {
  readonly step: UpStep;
  readonly name: string;
  /**
   * Of the steps that are ready, the lowest goes first: calibrations as soon as possible, databases
   * before what uses them.
   */
  readonly rank: number;
  readonly after: ReadonlySet<string>;
}

/**
 * Components after their needs and after the calibrations that they mention; each calibration as
 * soon as its target is up.
 */
export function upOrder({ stack, calibrate }: Pick<Scenario, "stack" | "calibrate">): UpOrder {
  const waiting = new Set([
    ...Object.entries(stack).map(([name, component]) => componentNode(name, component, calibrate)),
    ...Object.entries(calibrate).map(([name, of]) => calibrationNode(name, of, calibrate)),
  ]);
  const done = new Set<string>();
  const order: UpStep[] = [];
  while (waiting.size > 0) {
    let next: Node | undefined;
    for (const node of waiting) {
      if (
        (next === undefined || node.rank < next.rank) &&
        [...node.after].every((name) => done.has(name))
      )
        next = node;
    }
    if (next === undefined) return { stuck: [...waiting].map(({ name }) => name) };
    waiting.delete(next);
    done.add(key(next.step));
    order.push(next.step);
  }
  return { order };
}

const key = (step: UpStep): string =>
  "component" in step ? `component ${step.component}` : `calibration ${step.calibrate}`;

const isDatabase = (kind: string): boolean => kind === "mysql" || kind === "postgres";

function componentNode(
  name: string,
  component: Scenario["stack"][string],
  calibrate: Scenario["calibrate"],
): Node {
  const needs = needsOf(component).map((need) => key({ component: need }));
  return {
    step: { component: name },
    name,
    rank: isDatabase(component.kind) ? 1 : 2,
    after: new Set([...needs, ...mentioned(component, calibrate)]),
  };
}

function calibrationNode(
  name: string,
  of: Scenario["calibrate"][string],
  calibrate: Scenario["calibrate"],
): Node {
  return {
    step: { calibrate: name },
    name,
    rank: 0,
    after: new Set([key({ component: of.on }), ...mentioned(of, calibrate)]),
  };
}

function mentioned(value: unknown, calibrate: Scenario["calibrate"]): readonly string[] {
  return [...namesUsed(value)]
    .filter((name) => Object.hasOwn(calibrate, name))
    .map((name) => key({ calibrate: name }));
}
