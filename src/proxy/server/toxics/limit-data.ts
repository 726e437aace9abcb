import { param, type ToxicType } from "../stage.ts";

/**
 * Passes exactly `bytes` bytes of a connection, then closes it. A changed limit does not reset the
 * count.
 */
export const limitData: ToxicType = {
  type: "limit_data",
  struct: "LimitDataToxic",
  attributes: [{ name: "bytes", type: "int64" }],
  capacity: () => Infinity,
  passes: true,
  check: () => undefined,
  open: ({ params, out, touch }) => {
    let passed = 0;
    return {
      held: 0,
      push: (chunk) => {
        const room = Math.max(0, param(params(), "bytes") - passed);
        const data = chunk.data.subarray(0, room);
        passed += data.length;
        if (data.length > 0) out.push({ data, atMs: chunk.atMs });
        if (param(params(), "bytes") - passed > 0) return;
        touch(chunk.data.length - data.length);
        out.end("close");
      },
      end: out.end,
      release: out.released,
      close: () => {},
    };
  },
};
