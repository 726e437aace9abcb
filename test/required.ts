/** True when the environment insists that tests with this real part run: CI does, so that a part that went missing is not taken for one that was never there. */
export function required(part: string): boolean {
  return (process.env["GAMEDAY_REQUIRE"] ?? "").split(/[ ,]+/).includes(part);
}
