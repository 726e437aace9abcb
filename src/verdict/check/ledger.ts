import { fail, pass, unknown, type Check } from "../finding.ts";

/** Users were promised that their writes are done: the promise outlives the incident. */
export const ledger: Check = {
  name: "ledger",
  title: "no acknowledged write was lost",
  role: "aside",
  run: (_plan, { ledgers }) => {
    if (ledgers.length === 0) return undefined;
    const unasked = ledgers.find(({ missing }) => missing === null);
    if (unasked !== undefined)
      return unknown(`the ledger "${unasked.signal}" could not be compared: ${unasked.where}`);
    const total = ledgers.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
    const lost = ledgers.filter(({ missing, allowed }) => (missing ?? 0) > allowed);
    const missing = ledgers.reduce((sum, one) => sum + (one.missing ?? 0), 0);
    if (lost.length === 0)
      return pass(
        missing === 0
          ? `all ${total} acknowledged writes are where they should be`
          : `${missing} of ${total} acknowledged writes are missing, no more than asynchronous replication explains`,
      );
    return fail(
      `${missing} of ${total} acknowledged writes are missing at the end of the drill: ${lost.map(({ where }) => where).join(", ")}`,
    );
  },
};
