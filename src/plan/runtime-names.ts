/** What is known of a runtime by its name alone, for readers that have only a plan or a journal. */
export interface RuntimeFacts {
  /** Nothing real runs there: its verdicts say nothing about real components. */
  readonly simulated?: true;
  /** A run uses it by default, so no one has to type it. */
  readonly usual?: true;
  /** Its components are images, which a scenario may name. */
  readonly images?: true;
}

const known = {
  process: { usual: true },
  docker: { images: true },
  sim: { simulated: true },
} satisfies Record<string, RuntimeFacts>;

export type RuntimeName = keyof typeof known;

/** The values of `--runtime`, beside `auto`. */
export const runtimeNames: readonly string[] = Object.keys(known);

/** Nothing is known of a name that only another version has: it is taken for something real. */
export function runtimeFacts(name: string): RuntimeFacts {
  return Object.hasOwn(known, name) ? known[name as RuntimeName] : {};
}

export function isSimulated(runtime: string): boolean {
  return runtimeFacts(runtime).simulated === true;
}
