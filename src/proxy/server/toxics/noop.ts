import type { ToxicType } from "../stage.ts";

/** Passes everything on. */
export const noop: ToxicType = {
  type: "noop",
  struct: "NoopToxic",
  attributes: [],
  capacity: () => Infinity,
  passes: true,
  check: () => undefined,
  open: ({ out }) => ({
    held: 0,
    push: out.push,
    end: out.end,
    release: out.released,
    close: () => {},
  }),
};
