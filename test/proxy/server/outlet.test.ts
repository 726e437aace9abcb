/** The way out of a lane against a socket whose kernel takes bytes when the test says so. */
import { Duplex } from "node:stream";
import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { openOutlet } from "../../../src/proxy/server/outlet.ts";

type Done = (error?: Error | null) => void;

/**
 * A socket that notes what is asked of it. With `takes` the kernel takes each write at once, else
 * when `flush` says so.
 */
class Far extends Duplex {
  readonly asked: string[] = [];
  readonly #waiting: Done[] = [];
  takes = false;

  override _read(): void {}
  override _write(data: Uint8Array, _: string, done: Done): void {
    this.asked.push(`write ${data.length}`);
    if (this.takes) done(null);
    else this.#waiting.push(done);
  }
  override end(): this {
    this.asked.push("end");
    return this;
  }
  override destroy(error?: Error): this {
    this.asked.push(error === undefined ? "destroy" : `destroy: ${error.message}`);
    return this;
  }
  destroySoon(): void {
    this.asked.push("destroySoon");
  }
  resetAndDestroy(): void {
    this.asked.push("reset");
  }
  flush(error?: Error): void {
    this.#waiting.shift()?.(error);
  }
}

function setUp(takes = false) {
  const [source, dest] = [new Far(), new Far()];
  dest.takes = takes;
  let readied = 0;
  const outlet = openOutlet(
    source as unknown as Socket,
    dest as unknown as Socket,
    () => void (readied += 1),
  );
  return { source, dest, outlet, readied: () => readied };
}

test("what the kernel takes at once leaves the outlet ready, and nobody is called", () => {
  const { dest, outlet, readied } = setUp(true);
  outlet.write(new Uint8Array(3));
  outlet.end("fin");
  expect([dest.asked, outlet.ready(), readied()]).toEqual([["write 3", "end"], true, 0]);
});

test.each([
  ["fin", "end"],
  ["close", "destroySoon"],
] as const)("an end by %s waits for all that is on its way", (how, asks) => {
  const { dest, outlet, readied } = setUp();
  outlet.write(new Uint8Array(1));
  outlet.write(new Uint8Array(2));
  outlet.end(how);
  dest.flush();
  expect([dest.asked, outlet.ready(), readied()]).toEqual([["write 1", "write 2"], false, 0]);
  dest.flush();
  expect([dest.asked, outlet.ready(), readied()]).toEqual([["write 1", "write 2", asks], true, 1]);
});

test("a reset waits for nothing and reaches both sides, also where an end already waits", () => {
  const { source, dest, outlet } = setUp();
  outlet.write(new Uint8Array(1));
  outlet.end("fin");
  outlet.end("reset");
  expect([dest.asked, source.asked]).toEqual([["write 1", "reset"], ["reset"]]);
});

test("a close that comes while an end waits replaces it", () => {
  const { dest, outlet } = setUp();
  outlet.write(new Uint8Array(1));
  outlet.end("fin");
  outlet.close();
  dest.flush();
  expect(dest.asked).toEqual(["write 1", "destroySoon"]);
});

test("with the source gone, an end of either kind closes the other side at once", () => {
  for (const how of ["fin", "close"] as const) {
    const { source, dest, outlet } = setUp();
    Object.defineProperty(source, "destroyed", { value: true });
    outlet.end(how);
    expect(dest.asked).toEqual(["destroy"]);
  }
});

test("a write that fails ends its socket, and what waits goes on", () => {
  const { dest, outlet, readied } = setUp();
  outlet.write(new Uint8Array(1));
  dest.flush(new Error("EPIPE"));
  expect([dest.asked, readied()]).toEqual([["write 1", "destroy: EPIPE"], 1]);
});
