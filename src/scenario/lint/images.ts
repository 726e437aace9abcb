import { imageParts } from "../image-parts.ts";
import { quoted } from "../mistake.ts";
import { unusedHere, type Rule } from "./rule.ts";

export const images: Rule = {
  doc: "An image belongs to a part that the stack has.",
  needsWhole: true,
  check: ({ scenario }) => {
    const parts: readonly string[] = imageParts(scenario);
    return Object.keys(scenario.images ?? {})
      .filter((part) => part !== "k6" && !parts.includes(part))
      .map((part) =>
        unusedHere({
          path: ["images", part],
          at: "key",
          message: `no part of this stack uses an image of ${quoted(part)}`,
          hint:
            parts.length === 0
              ? "all of it consists of your own containers"
              : `it has parts on: ${parts.join(", ")}`,
        }),
      );
  },
};
