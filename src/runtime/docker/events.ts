import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";

/** Something that happened to a container. */
export interface ContainerEvent {
  readonly container: string;
  /** `die`, `start`, `pause`, `oom`. */
  readonly action: string;
  readonly exitCode: string | undefined;
}

export interface WatchRequest {
  readonly filters: Readonly<Record<string, readonly string[]>>;
  readonly onEvent: (event: ContainerEvent) => void;
  /** The stream broke and is open again: events in between may have been missed. */
  readonly onBack: () => void;
  /** The engine has not responded for this many milliseconds. */
  readonly onLost: (forMs: number) => void;
  /** A longer silence is reported, milliseconds (default: 10 s). */
  readonly lostAfterMs?: number;
  readonly signal: AbortSignal;
}

const againAfterMs = 250;

/**
 * Follows the engine's events until the signal. A broken stream is opened again from where it
 * broke, so no event is missed or reported twice. Resolves once the first stream is open.
 */
export async function watchEvents(docker: Docker, request: WatchRequest): Promise<void> {
  const seen = new Seen();
  const first = await open(docker, request, seen.since());
  void follow(docker, request, seen, first);
}

async function follow(
  docker: Docker,
  request: WatchRequest,
  seen: Seen,
  first: NodeJS.ReadableStream,
): Promise<void> {
  const { signal, onBack, onLost, lostAfterMs = 10_000 } = request;
  let stream: NodeJS.ReadableStream | undefined = first;
  let brokenAt = 0;
  let told = false;
  while (!signal.aborted) {
    if (stream !== undefined) {
      if (brokenAt > 0) onBack();
      [brokenAt, told] = [0, false];
      await read(stream, request, seen);
    }
    if (signal.aborted) return;
    if (brokenAt === 0) brokenAt = performance.now();
    const silentMs = performance.now() - brokenAt;
    if (silentMs >= lostAfterMs && !told) {
      told = true;
      onLost(silentMs);
    }
    await sleep(againAfterMs, undefined, { signal }).catch(() => {});
    stream = await open(docker, request, seen.since()).catch(() => undefined);
  }
}

async function open(
  docker: Docker,
  { filters, signal }: WatchRequest,
  since: string,
): Promise<NodeJS.ReadableStream> {
  return docker.getEvents({
    since: Number(since),
    filters: { type: ["container"], ...filters } as Docker.GetEventsOptions["filters"],
    abortSignal: signal,
  });
}

/** Chunks break anywhere; each line is one event. */
function read(
  stream: NodeJS.ReadableStream,
  { onEvent, signal }: WatchRequest,
  seen: Seen,
): Promise<void> {
  return new Promise((resolve) => {
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const event = parse(line);
        if (event !== undefined && seen.isNew(event.timeNano, line) && !signal.aborted)
          onEvent(event);
      }
    });
    const over = (): void => resolve();
    stream.once("end", over).once("close", over).once("error", over);
    signal.addEventListener("abort", over, { once: true });
  });
}

function parse(line: string): (ContainerEvent & { timeNano: number }) | undefined {
  if (line.trim() === "") return undefined;
  try {
    const {
      Action,
      Actor,
      timeNano = 0,
    } = JSON.parse(line) as {
      Action?: string;
      Actor?: { ID?: string; Attributes?: Record<string, string> };
      timeNano?: number;
    };
    return {
      container: Actor?.ID ?? "",
      action: Action ?? "",
      exitCode: Actor?.Attributes?.["exitCode"],
      timeNano,
    };
  } catch {
    return undefined;
  }
}

/**
 * The moment up to which events were seen, and those of that moment: a stream that is opened again
 * begins with them.
 */
class Seen {
  private newest = Date.now() * 1e6;
  private readonly lines = new Set<string>();

  since(): string {
    return String(Math.floor(this.newest / 1e9));
  }

  isNew(timeNano: number, line: string): boolean {
    if (this.lines.has(line)) return false;
    this.lines.add(line);
    this.newest = Math.max(this.newest, timeNano);
    if (this.lines.size > 1_000)
      for (const old of [...this.lines].slice(0, 500)) this.lines.delete(old);
    return true;
  }
}
