import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { answeringDoor } from "../../../src/app/scenario/answering-door.ts";
import { checkScenario } from "../../../src/scenario/parse.ts";
import { firstTest } from "../../../src/survey/first-test.ts";
import { firstFault, type Door } from "../../../src/survey/guess.ts";
import { authority } from "../../fixtures/certificate.ts";
import { catalog } from "../../support/catalog-fixture.ts";

async function doorTo(server: Server, inside = 80): Promise<Door> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const outside = (server.address() as AddressInfo).port;
  return {
    service: {
      name: "web",
      image: "nginx",
      ports: [{ inside, outside }],
      health: undefined,
      restarts: undefined,
      keeps: false,
      needs: [],
      ends: false,
    },
    port: inside,
    path: "/",
    status: 200,
  };
}

const answer =
  (status: number): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { connection: "close" }).end();
const secure = (status: number): Server =>
  createSecureServer(authority().issue(["shop.test"]), answer(status));
/** Hangs up on whoever comes. */
const deaf = (): Server => createTcpServer((socket) => socket.on("error", () => {}).destroy());

test("a door that answers is taken with what it answers", async () => {
  const [dead, alive] = [await doorTo(deaf()), await doorTo(createServer(answer(204)))];
  expect(await answeringDoor([dead, alive])).toEqual({
    door: { ...alive, status: 204 },
    answers: true,
  });
});

test("where nothing answers, no status is claimed", async () => {
  const dead = await doorTo(deaf());
  expect(await answeringDoor([dead])).toEqual({ door: dead, answers: false });
  expect(await answeringDoor([])).toBeUndefined();
});

test("a door that speaks TLS is asked by https, and is known to speak it where it answers no path", async () => {
  const good = await doorTo(secure(200), 443);
  expect(await answeringDoor([good])).toEqual({ door: { ...good, tls: true }, answers: true });
  const lost = await doorTo(secure(404), 443);
  expect(await answeringDoor([lost])).toEqual({ door: { ...lost, tls: true }, answers: false });
});

test("the Test of a door that speaks TLS is valid, and says openly that it takes any certificate", async () => {
  const door = { ...(await doorTo(secure(200), 443)), tls: true };
  const text = firstTest({
    services: [door.service],
    naming: { project: "shop" },
    door,
    fault: firstFault([door.service], door),
    file: "./gameday/first.yaml",
  });
  expect(text).toContain("port: 443, tls: { insecure: true }");
  expect(text).toContain(
    "# insecure: any certificate is enough; to check it: tls: { ca: FILE.pem, servername: NAME }",
  );
  expect(checkScenario(text, "first.yaml", catalog).errors).toEqual([]);
});
