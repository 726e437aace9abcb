/** At most this many: more than a chart has pixels to tell apart. */
const mostSteps = 1_200;

/** The seconds [from, to) in steps of equal, whole length, of which the last may be shorter. */
export function evenSteps(
  from: number,
  to: number,
): {
  readonly stepSeconds: number;
  readonly steps: readonly { readonly from: number; readonly to: number }[];
} {
  const stepSeconds = Math.max(1, Math.ceil((to - from) / mostSteps));
  const steps = Array.from(
    { length: Math.max(0, Math.ceil((to - from) / stepSeconds)) },
    (_, index) => ({
      from: from + index * stepSeconds,
      to: Math.min(from + (index + 1) * stepSeconds, to),
    }),
  );
  return { stepSeconds, steps };
}
