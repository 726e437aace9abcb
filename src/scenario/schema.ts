/**
 * The scenario file, `apiVersion: gameday/v1`: one schema from which come the TypeScript types, the
 * checks, the defaults and the published JSON Schema. Durations are read into milliseconds. Names
 * of things are kebab-case map keys, so that a name cannot be given twice and every reference is a
 * key. Its parts stand in `schema/`, by topic; what several files share and how one file holds
 * variants, in `compose.ts`.
 */
import { z } from "zod";
import { sevTypes } from "../kernel/sev-type.ts";
import { duration, image, inVariants, name, scalar, text, variable } from "./schema/basics.ts";
import { component } from "./schema/component/index.ts";
import { dashboard } from "./schema/dashboard.ts";
import { inject } from "./schema/inject.ts";
import { load } from "./schema/load.ts";
import { predicate } from "./schema/predicate.ts";
import { corrective, evidence, mitigation, rootCause } from "./schema/story.ts";

/**
 * A way between two components that goes through the fault proxy: `from` needs `to`, and is given
 * the proxy's addresses.
 */
const link = z.strictObject({ from: name, to: name, doc: text.optional(), ...inVariants });

/** Measured before anything is broken: how many of a statement a database executes per second. */
const calibration = z.strictObject({
  sqlThroughput: text,
  on: name,
  as: name,
  concurrency: z.int().min(1).max(32).default(4),
  for: duration.prefault("4s"),
  min: z.number().positive().default(1),
  max: z.number().positive().default(10_000),
  ...inVariants,
});

const sli = z.strictObject({
  counts: z.array(name).min(1),
  objective: z.number().gt(0).lt(100).default(99.5),
  service: text.optional(),
  ...inVariants,
});

const signal = z.strictObject({
  probe: text,
  target: z.string().optional(),
  unit: z.string().default(""),
  title: text.optional(),
  show: z.boolean().default(true),
  every: duration.prefault("1s"),
  with: z.record(z.string(), z.json()).default({}),
  ...inVariants,
});

const alert = z.strictObject({
  when: predicate,
  for: duration.prefault("0s"),
  page: text.default("tloc"),
  text,
  copies: z.int().min(1).max(500).default(1),
  /** Whose alert it is: alerts of one service are one group (default: the alert itself). */
  service: text.optional(),
  /** Points at the cause, among alerts that only follow from it; never shown to players. */
  needle: z.boolean().default(false),
  ...inVariants,
});

/**
 * When going on would do more harm than the drill is worth: healing starts immediately. `verdict:
 * fail` where reaching this condition already answers the drill's question.
 */
const abort = z.strictObject({
  when: predicate,
  text: text.optional(),
  verdict: z.enum(["unknown", "fail"]).default("unknown"),
  ...inVariants,
});

const plannedFault = z.strictObject({
  fault: text,
  /**
   * A component or `component/replica`; a link or `link/replica`; nothing for faults of the load.
   */
  target: z.string().optional(),
  /** From the start of the break phase. */
  at: duration.prefault("0s"),
  /** Ends by itself after this; without it, at `contained+10m` or the drill's limit. */
  for: duration.optional(),
  with: z.record(z.string(), z.json()).default({}),
  ...inVariants,
});

const param = z.strictObject({
  default: scalar,
  min: z.number().optional(),
  max: z.number().optional(),
  values: z.array(scalar).optional(),
  doc: text.optional(),
});

/**
 * One way in which the same incident can happen: values for parameters, and any other part of the
 * scenario that is different, merged over it by key (`null` removes something). The first variant
 * runs when none is named. Its title and summary are for the person who chooses it; players read
 * those of the scenario, which give nothing away.
 */
export const variants = z.record(
  name,
  z.looseObject({
    title: text.optional(),
    summary: text.optional(),
    set: z.record(z.string(), scalar).default({}),
  }),
);

export const scenarioSchema = z.strictObject({
  apiVersion: z.literal("gameday/v1"),
  kind: z.enum(["Drill", "Test"]),
  id: name,
  title: text,
  /** What a player may read before the start. No spoilers. */
  summary: text.optional(),
  version: z.int().positive().default(1),
  difficulty: z.int().min(1).max(5).default(2),
  /** What kind of SEV it becomes, which changes how it is run. */
  sevType: z.enum(sevTypes).default("availability-drop"),
  tags: z.array(text).default([]),
  inspiredBy: z
    .array(
      z.strictObject({
        title: text,
        publisher: text.optional(),
        date: text.optional(),
        url: text.optional(),
      }),
    )
    .default([]),
  /** How incidents are run: a preset (default: what the run has, see docs/organisation.md). */
  profile: z.string().optional(),
  /** Nothing of the drill goes on after this. */
  limit: duration.prefault("25m"),
  /** A file of `kind: Stack` beside the scenario; everything here is laid over it. */
  extends: text.optional(),
  variants: variants.optional(),
  params: z.record(variable, param).default({}),
  stack: z.record(name, component),
  /** The image of each part when the stack is containers; the operator may name another one. */
  images: z
    .strictObject({
      app: image.optional(),
      mysql: image.optional(),
      postgres: image.optional(),
      redis: image.optional(),
      haproxy: image.optional(),
      toxiproxy: image.optional(),
      k6: image.optional(),
    })
    .optional(),
  links: z.record(name, link).default({}),
  calibrate: z.record(variable, calibration).default({}),
  load,
  slis: z.record(name, sli),
  /** How long every SLI must stay inside its objective before the users count as back. */
  hold: duration.prefault("30s"),
  /** Extra observation between `mitigated` and `resolve`, exercise time. */
  watch: duration.prefault("15s"),
  signals: z.record(name, signal).default({}),
  /**
   * What the live view and the report show in addition to the SLIs (default: every signal that is
   * not for judging alone).
   */
  dashboards: z.record(name, dashboard).default({}),
  alerts: z.record(name, alert).default({}),
  baseline: z
    .strictObject({
      for: duration.prefault("8s"),
      expect: predicate.prefault({ slis: "objective" }),
    })
    .prefault({}),
  mustBreak: z.strictObject({ within: duration.prefault("30s"), expect: predicate }).optional(),
  mustHold: z
    .strictObject({
      for: duration.prefault("45s"),
      expect: predicate.prefault({ slis: "objective" }),
    })
    .optional(),
  /**
   * What ends the drill immediately, from the moment that load runs: the machine (the probe
   * `host`), or something that the faults do not break.
   */
  abortWhen: z.record(name, abort).default({}),
  faults: z.record(name, plannedFault),
  /** Messages, calls and surprises from outside, by id. */
  injects: z.record(name, inject).default({}),
  evidence: z.record(name, evidence).default({}),
  mitigations: z.record(name, mitigation).default({}),
  rootCause: rootCause.optional(),
  corrective: z.record(name, corrective).default({}),
  players: z
    .strictObject({ perfect: z.array(name).default([]), wrong: z.array(name).default([]) })
    .prefault({}),
  hints: z.array(text).default([]),
  debrief: z.array(text).default([]),
});

/** A scenario with every default in place; what `gameday scenario show` prints. */
export type Scenario = z.output<typeof scenarioSchema>;
export type Signal = z.output<typeof signal>;
export type { Component } from "./schema/component/index.ts";
export type { MysqlComponent } from "./schema/component/mysql.ts";
export type { ContainerComponent } from "./schema/component/container.ts";
export type { Journey, Step } from "./schema/load.ts";
export type { Predicate, SimplePredicate } from "./schema/predicate.ts";
export type { Accept } from "./schema/accept.ts";
export type { Action, Corrective, Mitigation } from "./schema/story.ts";
