import { z } from "zod";

/** A path of a component: behind an address it cannot become a part of it, nor a second request. */
export const componentPath = z
  .string()
  // oxlint-disable-next-line no-control-regex -- what must not be in it
  .regex(/^\/[^\u0000-\u0020\u007f]*$/, 'must begin with "/" and contain no spaces');
