/**
 * What each toxic should do, written down as a function from a whole stream to a whole stream.
 * Nothing in it moves.
 */

/** A stream: bytes with the time each of them passes, and how and when it ends. */
export interface Flow {
  readonly bytes: readonly {
    readonly atMs: number;
    readonly value: number;
    readonly chunk: number;
  }[];
  readonly end: { readonly atMs: number; readonly how: "fin" | "close" | "reset" } | undefined;
}

export interface ModelToxic {
  readonly type: string;
  readonly params: Readonly<Record<string, number>>;
}

/** The stream behind a toxic that was there from time 0 on. */
export function apply({ type, params }: ModelToxic, flow: Flow): Flow {
  const param = (name: string): number => params[name] ?? 0;
  switch (type) {
    case "noop":
      return flow;
    case "latency": {
      let last = -Infinity;
      return behind(
        flow.bytes.map((byte) => ({
          ...byte,
          atMs: (last = Math.max(last, byte.atMs + Math.max(0, param("latency")))),
        })),
        flow.end,
      );
    }
    case "bandwidth":
      return bandwidth(param("rate"), flow);
    case "slicer":
      return slicer(param("average_size"), Math.max(0, param("delay")) / 1_000, flow);
    case "slow_close":
      return {
        bytes: flow.bytes,
        end: flow.end && { ...flow.end, atMs: flow.end.atMs + Math.max(0, param("delay")) },
      };
    case "limit_data": {
      const limit = Math.max(0, param("bytes"));
      // The end comes with the chunk that reaches the limit; with 0 the first data is that chunk.
      const closer = flow.bytes[Math.max(0, limit - 1)];
      return {
        bytes: flow.bytes.slice(0, limit),
        end: closer === undefined ? flow.end : { atMs: closer.atMs, how: "close" },
      };
    }
    case "timeout": {
      const timeoutMs = param("timeout");
      let last = 0;
      for (const { atMs } of flow.bytes) if (timeoutMs > 0 && atMs - last < timeoutMs) last = atMs;
      const closesAt = timeoutMs > 0 ? last + timeoutMs : Infinity;
      const close = closesAt === Infinity ? undefined : { atMs: closesAt, how: "close" as const };
      const end = flow.end !== undefined && flow.end.atMs < closesAt ? flow.end : close;
      return { bytes: [], end };
    }
    case "reset_peer": {
      const first = Math.min(flow.bytes[0]?.atMs ?? Infinity, flow.end?.atMs ?? Infinity);
      return {
        bytes: [],
        end: first === Infinity ? undefined : { atMs: first + param("timeout"), how: "reset" },
      };
    }
    default:
      throw new Error(`toxic-model: ${type}`);
  }
}

type Byte = Flow["bytes"][number];

/** The end waits for the last byte. */
function behind(bytes: readonly Byte[], end: Flow["end"]): Flow {
  const last = bytes.at(-1)?.atMs ?? -Infinity;
  if (end === undefined || last === Infinity) return { bytes, end: undefined };
  return { bytes, end: { ...end, atMs: Math.max(end.atMs, last) } };
}

function chunks(flow: Flow): Byte[][] {
  const found = new Map<string, Byte[]>();
  for (const byte of flow.bytes) {
    // What a stage lets go at one time out of one chunk is one chunk for the next.
    const key = `${byte.chunk}/${byte.atMs}`;
    found.set(key, [...(found.get(key) ?? []), byte]);
  }
  return [...found.values()];
}

function bandwidth(rate: number, flow: Flow): Flow {
  if (rate === 0) return { bytes: [], end: flow.bytes.length === 0 ? flow.end : undefined };
  let free = -Infinity;
  const bytes = chunks(flow).flatMap((chunk) => {
    free = Math.max(free, chunk[0]?.atMs ?? 0);
    const out: Byte[] = [];
    for (let start = 0; start < chunk.length; start += rate * 100) {
      const slice = chunk.slice(start, start + rate * 100);
      free += slice.length / rate;
      out.push(...slice.map((byte) => ({ ...byte, atMs: free })));
    }
    return out;
  });
  return behind(bytes, flow.end);
}

function slicer(average: number, delayMs: number, flow: Flow): Flow {
  let free = -Infinity;
  let pieces = 0;
  const bytes = chunks(flow).flatMap((chunk) => {
    free = Math.max(free, chunk[0]?.atMs ?? 0);
    return halves(chunk, average).flatMap((piece) => {
      const atMs = free;
      free += delayMs;
      pieces += 1;
      return piece.map((byte) => ({ ...byte, atMs, chunk: 1_000_000 + pieces }));
    });
  });
  return behind(bytes, flow.end);
}

function halves(piece: readonly Byte[], average: number): (readonly Byte[])[] {
  if (piece.length <= average || piece.length < 2) return [piece];
  const middle = Math.floor(piece.length / 2);
  return [...halves(piece.slice(0, middle), average), ...halves(piece.slice(middle), average)];
}
