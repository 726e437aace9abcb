/**
 * What is true of a target, as far as a drill can change it: name → a value that compares as it
 * stands (lists sorted and joined). Null: it could not be told.
 */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;
