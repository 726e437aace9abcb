import type { LoadBin, LoadEnd, LoadThreshold } from "../event/load.ts";
import { GamedayError } from "../kernel/error.ts";
import type { K6Launch } from "./k6-process.ts";
import type { Tally } from "./tally.ts";

/** What the k6 flows of one run share. */
export interface K6World {
  readonly binary: string;
  readonly launch?: K6Launch | undefined;
  /** Scripts are written here. */
  readonly folder: string;
  /** Logs are kept here. */
  readonly logs: string;
  readonly env: Readonly<Record<string, string>>;
  readonly seed: string;
  readonly maxInFlight: number;
  nowMs(): number;
  secondOf(monoMs: number): number;
  monoOf(wallMs: number): number;
  /** When an exercise second begins. */
  monoOfSecond(second: number): number;
  onError(error: Error): void;
  onEnded(end: LoadEnd): void;
  onThreshold(threshold: LoadThreshold): void;
}

/** One flow sent by k6. */
export interface K6Flow {
  /** When it has begun to send; rejected when it cannot. */
  readonly begun: Promise<void>;
  setRate(perSecond: number, overMs: number): void;
  end(): void;
  /**
   * No request leaves any more; resolves when all its processes are gone. A user's script may still
   * tear down and be judged, unless in a hurry.
   */
  halt(hurry: boolean): Promise<void>;
  readonly books: Tally;
  /** Bins to hand over from the books; leaves out seconds that are not known. */
  taken(bins: readonly LoadBin[]): readonly LoadBin[];
  /**
   * The first second that may still get requests from what has been sent already; Infinity when
   * there is none.
   */
  readonly openFrom: number;
  /** No request can take longer than this: one that is not reported by then is lost. */
  readonly patienceMs: number;
  /** The second that it ended in; Infinity before. */
  readonly lastSecond: number;
  /** Ended, and every bin taken. */
  readonly done: boolean;
}

/** k6 went away on its own. */
export function k6Broke(
  flow: string,
  script: string,
  { text, lastWords }: { text: string; lastWords: string },
): GamedayError {
  const network = lastWords.includes("proxyconnect")
    ? "a drill's script cannot load from the web: put its modules beside it"
    : `k6 run ${script}`;
  return new GamedayError(
    "GD-L002",
    `k6 does not send ${flow}: ${text}${lastWords === "" ? "" : `\n${lastWords}`}`,
    { hint: network },
  );
}
