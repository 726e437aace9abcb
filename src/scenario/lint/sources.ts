import { warning, type Rule } from "./rule.ts";

export const sources: Rule = {
  doc: "The sources of a scenario can be looked up.",
  check: ({ scenario }) =>
    scenario.inspiredBy.flatMap(({ title, publisher, date, url }, index) =>
      publisher !== undefined && url === undefined && date === undefined
        ? [
            warning({
              path: ["inspiredBy", index],
              message: `no link or date for "${title}" of ${publisher}`,
              hint: "add its url, or at least its date",
            }),
          ]
        : [],
    ),
};
