import { z } from "zod";
import { linkFault } from "./link-fault.ts";
import { milliseconds, ms, which } from "./link-params.ts";

/** The size of a proxy's reads, bytes: larger pieces are never cut. */
const readAtOnce = 32_768;

const params = z
  .strictObject({
    averageSize: z
      .int()
      .min(1)
      .max(readAtOnce - 1)
      .meta({ description: "bytes in a piece" }),
    sizeVariation: z
      .int()
      .min(0)
      .default(0)
      .meta({ description: "how much a piece varies, in bytes" }),
    delay: milliseconds
      .prefault("0s")
      .meta({ description: "pause after each piece, such as 10ms" }),
    ...which,
  })
  .refine(({ averageSize, sizeVariation }) => sizeVariation < averageSize, {
    message: "must be below averageSize",
    path: ["sizeVariation"],
  });

/** Cuts data into small pieces, as a path with a tiny packet size does. */
export const slicer = linkFault<z.output<typeof params>>({
  name: "slicer",
  doc: "Cuts data on a link into pieces of `averageSize` ± `sizeVariation` bytes, `delay` after each.",
  params,
  mark: { label: "sliced", color: "#009E73" },
  // The proxy counts this delay in microseconds.
  kind: ({ averageSize, sizeVariation, delay }) => ({
    type: "slicer",
    attributes: { average_size: averageSize, size_variation: sizeVariation, delay: delay * 1_000 },
  }),
  words: ({ averageSize, sizeVariation, delay }) =>
    `to ${averageSize}${sizeVariation === 0 ? "" : ` ± ${sizeVariation}`} bytes${delay === 0 ? "" : `, ${ms(delay)} after each`}`,
});
