import { z } from "zod";
import { linkFault } from "./link-fault.ts";
import { which } from "./link-params.ts";

const params = z.strictObject({
  bytes: z.int().min(0).meta({ description: "bytes that pass before it closes" }),
  ...which,
});

/** Breaks connections in the middle, as a proxy with a size limit or a failing card does. */
export const limitData = linkFault<z.output<typeof params>>({
  name: "limit-data",
  doc: "Closes each connection on a link once `bytes` bytes have passed.",
  params,
  mark: { label: "cut short", color: "#0072B2" },
  kind: ({ bytes }) => ({ type: "limit_data", attributes: { bytes } }),
  words: ({ bytes }) => `at ${bytes} bytes`,
});
