/** The small things that every part of a scenario file is made of. */
import { z } from "zod";
import { parseDuration } from "../../kernel/duration.ts";

export const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "must be kebab-case: a-z, 0-9 and -, starting with a letter");
/** Names that expressions use. */
export const variable = z.string().regex(/^[a-z][A-Za-z0-9]*$/);
export const text = z.string().min(1);
export const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** `30s`, `15m`, `200ms` → milliseconds. */
export const duration = z
  .string()
  .regex(/^(\d+(\.\d+)?(ms|s|m|h|d))+$/, 'must be a duration such as "200ms", "30s", "15m"')
  .transform((value) => parseDuration(value) ?? 0)
  .meta({ description: "A duration: 200ms, 30s, 15m, 8h" });

/**
 * A number, or an expression over parameters and calibration results, `${heavyCapacity *
 * hotFactor}`.
 */
export const quantity = z.union([
  z.number(),
  z.string().regex(/^\$\{[^}]+\}$/, 'must be a number or one expression "${…}"'),
]);

/**
 * `100/s`, `30/m` or `${expression}/s` → kept as text, evaluated to requests per second by the
 * plan.
 */
export const rate = z.union([
  z.number().nonnegative(),
  z
    .string()
    .regex(
      /^(\d+(\.\d+)?|\$\{[^}]+\})\/(s|m)$/,
      'must be a rate such as "20/s", "90/m" or "${expression}/s"',
    ),
]);

/**
 * A container image as `docker pull` takes it: `mariadb:10.11`,
 * `registry.example:5000/team/mysql@sha256:…`.
 */
export const image = z
  .string()
  .max(255)
  .regex(
    /^[a-z0-9][\w.-]*(:\d+)?(\/[a-z0-9][\w.-]*)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/,
    'must be an image\'s name such as "mysql:8.4"',
  );

/** `region`, `region/zone` or `region/zone/rack`. */
export const place = z
  .string()
  .regex(
    /^[a-z0-9-]+(\/[a-z0-9-]+){0,2}$/,
    'must be "region", "region/zone" or "region/zone/rack"',
  );

/** The variants that an entry is there for; all of them when not given. */
export const inVariants = {
  in: z
    .array(name)
    .min(1)
    .optional()
    .meta({ description: "The variants that have this (default: all)" }),
};

/** A path of a component: behind an address it cannot become a part of it, nor a second request. */
export const path = z
  .string()
  // oxlint-disable-next-line no-control-regex -- what must not be in it
  .regex(/^\/[^\u0000-\u0020\u007f]*$/, 'must begin with "/" and contain no spaces');
