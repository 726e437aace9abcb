import type { EventData } from "../event/event.ts";

export type ComponentState = EventData["component.state"]["state"];

/**
 * What the runtime said about one component, oldest first, and when someone restarted it. Times
 * are exercise milliseconds.
 */
export interface ComponentFold {
  readonly at: number[];
  readonly state: ComponentState[];
  /** When it came back after going down by another hand than a fault's. */
  readonly restartedAt: number[];
  /** It went down by itself or by someone, not by a fault. */
  wentDown: boolean;
}

/** Nothing said yet. */
export const emptyComponent = (): ComponentFold => ({
  at: [],
  state: [],
  restartedAt: [],
  wentDown: false,
});

/** Takes in a component's state; `byFault` says that a fault took it down just now. */
export function addState(
  to: ComponentFold,
  state: ComponentState,
  at: number,
  byFault: boolean,
): void {
  if (to.state.at(-1) === state) return;
  if (state === "stopped" || state === "exited") to.wentDown = !byFault;
  if (state === "running" && to.wentDown) {
    to.restartedAt.push(at);
    to.wentDown = false;
  }
  to.at.push(at);
  to.state.push(state);
}

/**
 * Was the component in one of the states, unbroken, from `since` until `exMs`? Undefined when
 * nothing had been said of it by then.
 */
export function wasIn(
  of: ComponentFold,
  states: readonly ComponentState[],
  since: number,
  exMs: number,
): boolean | undefined {
  let index = of.at.length - 1;
  while (index >= 0 && (of.at[index] ?? 0) > exMs) index -= 1;
  if (index < 0) return undefined;
  for (; index >= 0; index -= 1) {
    if (!states.includes(of.state[index] ?? "exited")) return false;
    if ((of.at[index] ?? 0) <= since) return true;
  }
  return false;
}

/** The components that a name in a scenario means: `api/1` itself, or every replica of `api`. */
export function matching(
  components: ReadonlyMap<string, ComponentFold>,
  name: string,
): ComponentFold[] {
  const one = components.get(name);
  if (one !== undefined) return [one];
  return [...components]
    .filter(([id]) => id.startsWith(`${name}/`))
    .map(([, component]) => component);
}
