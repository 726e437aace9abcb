import { warning, type Rule } from "./rule.ts";

export const sources: Rule = {
  doc: "What a scenario is inspired by can be looked up.",
  check: ({ scenario }) =>
    scenario.inspiredBy.flatMap(({ title, publisher, date, url }, index) =>
      publisher !== undefined && url === undefined && date === undefined
        ? [
            warning({
              path: ["inspiredBy", index],
              message: `nobody can look up "${title}" of ${publisher}`,
              hint: "give its url, or at least its date: who is named should be quoted, not remembered",
            }),
          ]
        : [],
    ),
};
