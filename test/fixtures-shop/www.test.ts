import { expect, test } from "vitest";
import { freePort, serve, startProgram } from "./program.ts";

const order = {
  id: 5,
  customer_id: 17,
  status: "paid",
  amount_cents: 12_345,
  created_at: "2026-11-01 12:00:00",
  note: "",
};

test("an order page shows what the api says and tells it who asks", async () => {
  let asked: unknown;
  await using api = await serve((request, response) => {
    asked = {
      url: request.url,
      customer: request.headers["x-customer"],
      user: request.headers["x-user"],
    };
    response.end(JSON.stringify(order));
  });
  await using www = await startProgram("www", {}, { api: [api] });
  const page = await www.get("/orders/5", { "x-customer": "17", "x-user": "3" });
  expect(page).toMatchObject({
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8" },
  });
  expect(page.text).toContain("<h1>Order 5</h1>");
  expect(page.text).toContain("<dt>Amount<dd>123.45");
  expect(asked).toEqual({ url: "/v1/orders/5", customer: "17", user: "3" });
});

test("an api that fails gives an error page, is asked once only, and the log says why", async () => {
  let asked = 0;
  await using api = await serve((_, response) => {
    asked += 1;
    response.writeHead(503).end("{}");
  });
  await using www = await startProgram("www", {}, { api: [api] });
  const page = await www.get("/orders/5");
  expect(page.status).toBe(502);
  expect(page.text).toContain("We cannot show this order now");
  expect(asked).toBe(1);
  expect(await www.line(({ level }) => level === "error")).toMatchObject({
    msg: "order page failed",
    reason: "the api answered 503",
    order: "5",
  });
});

test("an api that is too slow gives an error page", async () => {
  await using api = await serve(() => {});
  await using www = await startProgram("www", { timeoutMs: 50 }, { api: [api] });
  expect((await www.get("/orders/5")).status).toBe(502);
  expect(await www.line(({ level }) => level === "error")).toMatchObject({
    reason: "no answer within 50 ms",
  });
});

test("orders and pages that are not there give 404", async () => {
  await using api = await serve((_, response) => response.writeHead(404).end("{}"));
  await using www = await startProgram("www", {}, { api: [api] });
  expect((await www.get("/orders/9")).status).toBe(404);
  expect((await www.get("/")).status).toBe(404);
});

test("a node of the api at which nobody listens is passed over, whoever else asks meanwhile", async () => {
  await using api = await serve((_, response) => response.end(JSON.stringify(order)));
  await using www = await startProgram(
    "www",
    {},
    { "api-eu": [{ host: "127.0.0.1", port: await freePort() }, api] },
  );
  const pages = await Promise.all(Array.from({ length: 20 }, () => www.get("/orders/5")));
  expect(pages.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
});

test("whoever is told to come back later is told so by the page too, and it is no error", async () => {
  await using api = await serve((_, response) => response.writeHead(429).end("{}"));
  await using www = await startProgram("www", {}, { api: [api] });
  expect((await www.get("/orders/5")).status).toBe(429);
  expect(www.log.filter(({ level }) => level === "error")).toEqual([]);
});
