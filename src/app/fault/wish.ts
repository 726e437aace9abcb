import { isIP } from "node:net";
import type { Fault } from "../../fault/fault.ts";
import { faults, linkFaults } from "../../fault/index.ts";
import { parametersIn } from "../../fault/parameters.ts";
import { didYouMean } from "../../kernel/did-you-mean.ts";
import { parseDuration } from "../../kernel/duration.ts";
import { GamedayError } from "../../kernel/error.ts";
import type { Endpoint } from "../../runtime/runtime.ts";
import { explain } from "../../scenario/explain.ts";
import { fieldOf, flagOf } from "./flags.ts";

/** What was typed. */
export interface FaultWish {
  readonly fault: string;
  readonly listen: string;
  readonly upstream: string;
  readonly for: string | undefined;
  /** Parameters by flag, `average-size` → `64`. */
  readonly flags: Readonly<Record<string, string | undefined>>;
}

/** The fault to apply, checked. */
export interface CheckedFault {
  readonly fault: Fault<unknown>;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly listen: Endpoint;
  readonly upstream: Endpoint;
  readonly forMs: number | undefined;
}

/** Checks what was typed; GD-S014, GD-S015 or GD-C001 with what to type instead. */
export function readFaultWish(wish: FaultWish): CheckedFault {
  const fault = linkFaults.find(({ name }) => name === wish.fault);
  if (fault === undefined) throw unknownFault(wish.fault);
  const forMs = wish.for === undefined ? undefined : parseDuration(wish.for);
  if (wish.for !== undefined && (forMs === undefined || forMs === 0))
    throw new GamedayError("GD-C001", `--for must be a duration above 0, not "${wish.for}"`, {
      hint: "such as --for 60s",
    });
  return {
    fault,
    parameters: readParameters(fault, wish.flags),
    listen: readAddress("--listen", wish.listen),
    upstream: readAddress("--upstream", wish.upstream),
    forMs,
  };
}

function unknownFault(name: string): GamedayError {
  const names = linkFaults.map((fault) => fault.name);
  if (faults.has(name))
    return new GamedayError("GD-S016", `"${name}" needs a running stack`, {
      hint: `faults of a single link: ${names.join(", ")}`,
    });
  const near = didYouMean(name, names);
  return new GamedayError("GD-S014", `unknown fault "${name}"`, {
    hint: `${near === undefined ? "" : `did you mean "${near}"?\n`}faults of a single link: ${names.join(", ")}`,
  });
}

/** `127.0.0.1:3307`, `[::1]:3307`, `db:3306`, or a port of this machine. */
function readAddress(flag: string, text: string): Endpoint {
  const [, bracketed, plain, port] = /^(?:(?:\[([^\]]+)\]|([^:]*)):)?(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? "";
  const number = Number(port);
  if (port === undefined || number > 65_535 || (bracketed !== undefined && isIP(bracketed) !== 6))
    throw new GamedayError("GD-C001", `${flag} must be host:port, not "${text}"`, {
      hint: `such as ${flag} 127.0.0.1:3306`,
    });
  if (number === 0 && flag === "--upstream")
    throw new GamedayError("GD-C001", "--upstream needs a port above 0");
  return { host: host === "" ? "127.0.0.1" : host, port: number };
}

/** Flags are text; numbers are converted, and the fault's own schema validates them. */
function readParameters(
  fault: Fault<unknown>,
  flags: FaultWish["flags"],
): Readonly<Record<string, unknown>> {
  const given = Object.entries(flags).flatMap(([flag, text]) =>
    text === undefined ? [] : [[fieldOf(flag), text] as const],
  );
  const parameters = Object.fromEntries(
    given.map(([field, text]) => [field, /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text]),
  );
  const fields = parametersIn(fault).map(({ name }) => name);
  const takes =
    fields.length === 0
      ? `${fault.name} takes no parameters`
      : `${fault.name} takes: ${fields.map(typed).join(", ")}`;
  const strange = given.find(([field]) => !fields.includes(field));
  if (strange !== undefined)
    throw new GamedayError("GD-S015", `${typed(strange[0])} is not a parameter of ${fault.name}`, {
      hint: takes,
    });
  const [mistake] = explain(fault.params, parameters, [], ([field]) =>
    field === undefined ? fault.name : typed(String(field)),
  );
  if (mistake === undefined) return parameters;
  const message =
    mistake.details?.is === "missing"
      ? `${fault.name} needs ${typed(mistake.details.field)}`
      : mistake.message;
  throw new GamedayError("GD-S015", message, { hint: takes });
}

/** As it is typed. */
const typed = (field: string): string => `--${flagOf(field)}`;
