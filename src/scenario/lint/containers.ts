import type { Path } from "../mistake.ts";
import type { ContainerComponent, Scenario } from "../schema.ts";
import { error, type Finding, type Rule } from "./rule.ts";

/** Probes that connect. */
const connecting: readonly string[] = ["http", "tcp"];

export const containers: Rule = {
  doc: "A container of yours is named once, by its name or its compose service, and has a port if load or probes use it.",
  check: ({ scenario }) =>
    Object.entries(scenario.stack).flatMap(([name, component]) =>
      component.kind === "container"
        ? [
            ...named(name, component),
            ...trusted(name, component),
            ...reached(name, component, scenario),
          ]
        : [],
    ),
};

function named(
  name: string,
  { container, compose, replicas }: ContainerComponent,
): readonly Finding[] {
  const path = ["stack", name];
  if (container === undefined && compose === undefined)
    return [
      error({
        code: "GD-S005",
        path,
        at: "key",
        message: `which container is "${name}"?`,
        hint: "container: NAME, or compose: {project: NAME, service: NAME}",
      }),
    ];
  if (container !== undefined && compose !== undefined)
    return [
      error({
        code: "GD-S003",
        path: [...path, "container"],
        at: "key",
        message: `"${name}" is named twice`,
        hint: "either container, or compose",
      }),
    ];
  if (container !== undefined && replicas > 1)
    return [
      error({
        code: "GD-S003",
        path: [...path, "replicas"],
        message: "one container has no replicas",
        hint: "use the compose service, or declare each container as its own component",
      }),
    ];
  return [];
}

/** A `ca` that is never checked would be a false promise. */
function trusted(name: string, { tls }: ContainerComponent): readonly Finding[] {
  if (tls?.insecure !== true || tls.ca === undefined) return [];
  return [
    error({
      code: "GD-S003",
      path: ["stack", name, "tls", "insecure"],
      message: `"${name}" accepts any certificate, so its ca has no effect`,
      hint: "either ca, or insecure: true",
    }),
  ];
}

/** Load and probes come from outside: they need a port. */
function reached(
  name: string,
  { port }: ContainerComponent,
  { load, signals }: Scenario,
): readonly Finding[] {
  if (port !== undefined) return [];
  const lacking = (path: Path, what: string): Finding =>
    error({
      code: "GD-S005",
      path,
      message: `${what} "${name}", which has no port`,
      hint: `stack: {${name}: {port: 80, …}} is the port inside the container, which it publishes on this machine`,
    });
  return [
    ...Object.entries(load.journeys).flatMap(([journey, { to }]) =>
      to === name
        ? [lacking(["load", "journeys", journey, "to"], `the journey "${journey}" goes to`)]
        : [],
    ),
    ...Object.entries(signals).flatMap(([signal, { probe, target }]) =>
      target === name && connecting.includes(probe)
        ? [lacking(["signals", signal, "target"], `the probe of "${signal}" connects to`)]
        : [],
    ),
  ];
}
