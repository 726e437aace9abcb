/**
 * How many cases a fuzz test draws: all that it is made for under `npm run test:fuzz`, a tenth in
 * the ordinary run.
 */
export function fuzzRuns(full: number): number {
  return process.env["GAMEDAY_FUZZ"] === "full" ? full : Math.ceil(full / 10);
}
