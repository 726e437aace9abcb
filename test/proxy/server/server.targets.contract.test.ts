import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { implementations, type TestServer } from "../servers.ts";

/**
 * Request targets that no HTTP library sends of itself, with the status and the redirect of
 * Toxiproxy 2.12.0.
 */
const targets: readonly (readonly [target: string, status: number, location?: string])[] = [
  ["/proxies/é", 200],
  ["/proxies/%C3%A9", 200],
  ["/proxies/ö", 404],
  ["/proxies/é/toxics?x=é", 200],
  ["http://h:1/version", 200],
  ["HTTP://h/version", 200],
  ["http://u:p@h/version", 200],
  ["ftp://h/version", 200],
  ["http://h:1//version?a=b", 301, "http://h:1/version?a=b"],
  ["http://h", 301, "http://h/"],
  ["http://h?y", 301, "http://h/?y"],
  ["http://[::1/version", 400],
  ["//version?x=1&y=%20", 301, "/version?x=1&y=%20"],
  ["/proxies/../version?q", 301, "/version?q"],
  ["/proxies/%2e%2e/version", 301, "/version"],
  ["//h/../proxies/é?x=1", 301, "/proxies/%C3%A9?x=1"],
  ["/proxies/a//b?c", 301, "/proxies/a/b?c"],
  ["/proxies/a%20b//?q", 301, "/proxies/a%20b/?q"],
  ["/proxies/a|b//", 301, "/proxies/a%7Cb/"],
  ["/proxies/+//c+d", 301, "/proxies/+/c+d"],
  ["/proxies/%ff//", 301, "/proxies/%FF/"],
  ["/%2F/version", 301, "/version"],
  ["//", 301, "/"],
  ["*", 301, "/%2A"],
  ["/version?%zz", 200],
  ["/version;x", 404],
  ["/proxies/a%00b", 404],
  ['/proxies/"<>', 404],
  ["/proxies/ä ö", 400],
  ["/proxies/%zz", 400],
  ["version", 400],
  ["?x", 400],
];

for (const implementation of implementations) {
  describe.skipIf(implementation.missing !== undefined)(
    `request targets at ${implementation.name}${implementation.missing === undefined ? "" : ` (${implementation.missing})`}`,
    () => {
      let server: TestServer;
      beforeAll(async () => {
        server = await implementation.start();
        await fetch(`${server.api}/proxies`, {
          method: "POST",
          body: '{"name":"é","upstream":"127.0.0.1:9","listen":"127.0.0.1:0"}',
        });
      });
      afterAll(() => server?.close());

      test.each(targets)("%s: %d", async (target, status, location) => {
        const answer = await raw(
          server.api,
          `GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`,
        );
        expect([Number(answer.split(" ")[1]), /^location: (.*)\r$/im.exec(answer)?.[1]]).toEqual([
          status,
          location,
        ]);
      });

      test("names beyond ASCII and others take turns on one connection", async () => {
        const requests = [
          "GET /proxies/é HTTP/1.1",
          "POST /proxies/é HTTP/1.1\r\nContent-Length: 2",
          "GET /version HTTP/1.1",
          "DELETE /proxies/ü HTTP/1.1",
          "GET /proxies/é HTTP/1.1\r\nConnection: close",
        ];
        const bodies = ["", "{}", "", "", ""];
        const answers = await raw(
          server.api,
          ...requests.map(
            (head, at) =>
              `${head.replace("\r\n", "\r\nHost: h\r\n")}${head.includes("\r\n") ? "" : "\r\nHost: h"}\r\n\r\n${bodies[at]}`,
          ),
        );
        expect(
          [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status)),
        ).toEqual([200, 200, 200, 404, 200]);
      });
    },
  );
}

/**
 * Sends each part once the answer to the one before has come, and resolves with all that was
 * answered.
 */
async function raw(api: string, ...parts: readonly string[]): Promise<string> {
  const socket = connect(Number(new URL(api).port), "127.0.0.1");
  let answered = "";
  let next = 0;
  const send = (): void => void (next < parts.length && socket.write(parts[next++] ?? ""));
  socket.on("data", (data) => {
    answered += data.toString("utf8");
    if (answered.split("HTTP/1.1 ").length > next) send();
  });
  send();
  await new Promise<void>((resolve, reject) =>
    socket.once("close", () => resolve()).once("error", reject),
  );
  return answered;
}
