import { expect, it } from "vitest";
import { attemptReal } from "../sabotage/real.ts";

/** The first kinds, one case each; `npm run test:sabotage:real` plays all of them, often. */
it.each([0, 1, 2, 3, 4, 9])(
  "sabotage on real processes gives no pass that is none: case %i",
  async (number) => {
    expect(await attemptReal(number)).toMatchObject({
      falseGreen: undefined,
      undeserved: undefined,
    });
  },
);
