import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { createSecureContext } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { answers, tlsHint } from "../../src/runtime/answers.ts";
import { authority } from "../fixtures/certificate.ts";

async function at(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const listener: RequestListener = (request, response) =>
  void response.writeHead(Number(request.url?.slice(1)), { connection: "close" }).end("hello");

test("a health path answers by http or by https, whatever its certificate is, and a fault of its own is no answer", async () => {
  const [plain, secure] = [
    await at(createServer(listener)),
    await at(createSecureServer(authority().issue(["elsewhere.test"]), listener)),
  ];
  for (const [status, well] of [
    [200, true],
    [302, true],
    [404, true],
    [503, false],
  ] as const) {
    expect(await answers(`${plain}/${status}`)).toBe(well);
    expect(await answers(`${secure}/${status}`, {})).toBe(well);
  }
  expect(await answers(`${plain}/200`, {})).toBe(false);
  expect(await answers(`${secure}/200`)).toBe(false);
});

test("a server that speaks with nobody who asks for no name is asked by its name", async () => {
  const { key, cert } = authority().issue(["shop.test"]);
  const seen: string[] = [];
  const strict = createSecureServer(
    {
      SNICallback: (name, done) =>
        name === "shop.test"
          ? done(null, createSecureContext({ key, cert }))
          : done(new Error("nobody of that name")),
    },
    (request, response) => {
      seen.push(request.headers.host ?? "");
      response.writeHead(200, { connection: "close" }).end("hello");
    },
  );
  const url = await at(strict);
  expect(await answers(`${url}/`, {})).toBe(false);
  expect(await answers(`${url}/`, { servername: "elsewhere.test" })).toBe(false);
  expect(await answers(`${url}/`, { servername: "shop.test" })).toBe(true);
  expect(seen).toEqual([`shop.test:${new URL(url).port}`]);
});

test("a port that speaks TLS is named as such, with what to write, and one that does not is not", async () => {
  const portOf = async (server: Server): Promise<number> => Number(new URL(await at(server)).port);
  const secure = await portOf(createSecureServer(authority().issue(["elsewhere.test"]), listener));
  expect(await tlsHint({ host: "127.0.0.1", port: secure }, 443)).toContain(
    'its port 443 speaks TLS: beside "port: 443" write tls: { insecure: true }',
  );
  expect(
    await tlsHint({ host: "127.0.0.1", port: await portOf(createServer(listener)) }, 80),
  ).toBeUndefined();
});
