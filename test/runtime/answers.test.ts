import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { answers } from "../../src/runtime/docker/answers.ts";
import { authority } from "../fixtures/certificate.ts";

async function at(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const listener: RequestListener = (request, response) => void response.writeHead(Number(request.url?.slice(1)), { connection: "close" }).end("hello");

test("a health path answers by http or by https, whatever its certificate is, and a fault of its own is no answer", async () => {
  const [plain, secure] = [await at(createServer(listener)), await at(createSecureServer(authority().issue(["elsewhere.test"]), listener))];
  for (const [status, well] of [[200, true], [302, true], [404, true], [503, false]] as const) {
    expect(await answers(`${plain}/${status}`, false)).toBe(well);
    expect(await answers(`${secure}/${status}`, true)).toBe(well);
  }
  expect(await answers(`${plain}/200`, true)).toBe(false);
  expect(await answers(`${secure}/200`, false)).toBe(false);
});
