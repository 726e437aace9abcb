import type { LoadBin } from "../../src/event/load.ts";
import type { LoadTls } from "../../src/event/flow.ts";
import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { createServer as createTls } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { builtinDriver } from "../../src/load/builtin.ts";
import { checkTls } from "../../src/load/k6-tls.ts";
import type { LoadFlow } from "../../src/load/load.ts";
import { authority } from "../fixtures/certificate.ts";
import { hrMs } from "../fixtures/load-server.ts";

const { ca, issue } = authority();

const flow = (port: number, tls: LoadTls, timeoutMs = 10_000): LoadFlow => ({
  id: "safe",
  perSecond: 20,
  users: 10,
  vars: {},
  to: [{ host: "127.0.0.1", port }],
  tls,
  steps: [
    {
      method: "GET",
      path: "/",
      headers: {},
      body: undefined,
      timeoutMs,
      expectStatus: 200,
      underMs: timeoutMs,
    },
  ],
});

/** The first whole second of a flow to a server. */
async function metBy(server: Server, tls: LoadTls, timeoutMs?: number): Promise<LoadBin> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const whole = Promise.withResolvers<LoadBin>();
  const run = await builtinDriver().start({
    flows: [flow((server.address() as AddressInfo).port, tls, timeoutMs)],
    seed: "1",
    originMonoMs: hrMs(),
    onBin: (bin) => bin.offered > 0 && whole.resolve(bin),
    onError: whole.reject,
  });
  onTestFinished(async () => {
    await run.stop();
    server.close();
  });
  return whole.promise;
}

test("a name is asked for as a browser does: in the handshake and in the Host header", async () => {
  const seen = new Set<string>();
  const server = createTls(issue(["shop.test"]), (socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      seen.add(
        `${String(socket.servername)} ${String(socket.alpnProtocol)} ${/host: (\S+):\d+\r/.exec(data.toString())?.[1] ?? ""}`,
      );
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
  });
  const bin = await metBy(server, { ca, servername: "shop.test" });
  expect(bin).toMatchObject({ good: bin.offered });
  expect([...seen]).toEqual(["shop.test false shop.test"]);
});

test("a certificate that is not good is an error, which says why", async () => {
  const old = await metBy(createTls(issue(["shop.test"], [2001, 2002])), {
    ca,
    servername: "shop.test",
  });
  expect(old).toMatchObject({
    error: old.offered,
    causes: { "tls CERT_HAS_EXPIRED": old.offered },
  });
  const other = await metBy(createTls(issue(["shop.test"])), { ca, servername: "other.test" });
  expect(other).toMatchObject({
    error: other.offered,
    causes: { "tls ERR_TLS_CERT_ALTNAME_INVALID": other.offered },
  });
  const strange = await metBy(createTls(issue(["shop.test"])), { servername: "shop.test" });
  expect(strange).toMatchObject({
    error: strange.offered,
    causes: { "tls UNABLE_TO_VERIFY_LEAF_SIGNATURE": strange.offered },
  });
});

test("an address is looked for in the certificate when there is no name", async () => {
  const server = createTls(issue(["127.0.0.1"]), (socket) =>
    socket
      .on("error", () => undefined)
      .on("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")),
  );
  const bin = await metBy(server, { ca });
  expect(bin).toMatchObject({ good: bin.offered });
});

test("a server that speaks no TLS, or HTTP/2 alone, is an error, and one that never shakes hands a timeout", async () => {
  const plain = await metBy(createHttp(), { insecure: true });
  expect(plain).toMatchObject({
    error: plain.offered,
    causes: { "tls wrong version number": plain.offered },
  });
  const modern = await metBy(createTls({ ...issue(["127.0.0.1"]), ALPNProtocols: ["h2"] }), { ca });
  expect(modern).toMatchObject({
    error: modern.offered,
    causes: { "tls tlsv1 alert no application protocol": modern.offered },
  });
  const silent = await metBy(
    createServer((socket) => void socket.on("error", () => undefined)),
    { ca },
    200,
  );
  expect(silent).toMatchObject({ timeout: silent.offered });
});

test("k6 refuses what it cannot do, in words", () => {
  const refusal = (
    tls: LoadTls,
    more: Partial<LoadFlow> = {},
    contained = false,
    platform = "linux",
  ): string => {
    try {
      checkTls({ ...flow(1, tls), ...more }, contained, platform);
      return "";
    } catch (error) {
      return String(error);
    }
  };
  expect(refusal({ ca })).toBe("");
  expect(refusal({ ca }, {}, false, "darwin")).toContain("only as a program on Linux");
  expect(refusal({ ca }, {}, true)).toContain("only as a program on Linux");
  expect(
    refusal(
      { servername: "shop.test" },
      { to: [1, 2].map((last) => ({ host: `127.0.0.${last}`, port: 443 })) },
    ),
  ).toContain("one address");
  expect(refusal({ servername: "shop.test" }, { script: "/my.k6.js" })).toContain(
    "names its hosts",
  );
  expect(refusal({ insecure: true }, { script: "/my.k6.js" }, true, "darwin")).toBe("");
});
