import { z } from "zod";
import { endpointOf } from "./ask.ts";
import type { Probe } from "./probe.ts";

const params = z.strictObject({});

/** Milliseconds that a TCP connection to a component takes. */
export const tcp: Probe<z.output<typeof params>> = {
  name: "tcp",
  doc: "Milliseconds to open a TCP connection; an error sample if it is refused or takes over two seconds.",
  params,
  target: "component",
  open: (world, target) => ({
    read: async () => world.connectMs(endpointOf(world, target), 2_000),
    close: async () => {},
  }),
};
