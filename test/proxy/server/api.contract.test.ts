import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Toxiproxy } from "toxiproxy-node-client";
import { ask, corpus, type CorpusAnswer } from "../corpus.ts";
import { implementations, type TestServer } from "../servers.ts";
import { dial, echo, upstream } from "../wires.ts";

const golden = JSON.parse(
  readFileSync(new URL("../corpus.golden.json", import.meta.url), "utf8"),
) as CorpusAnswer[];

for (const implementation of implementations) {
  describe.skipIf(implementation.missing !== undefined)(
    `the API of ${implementation.name}${implementation.missing === undefined ? "" : ` (${implementation.missing})`}`,
    () => {
      let server: TestServer;
      let client: Toxiproxy;
      beforeAll(async () => {
        server = await implementation.start({ metrics: true });
        client = new Toxiproxy(server.api);
      });
      afterAll(() => server?.close());

      test("answers every request of the corpus as Toxiproxy 2.12.0 did, to the byte", async () => {
        const fresh = await implementation.start();
        const answers: CorpusAnswer[] = [];
        for (const request of corpus)
          answers.push(await ask(fresh.api, request, Number(new URL(fresh.api).port)));
        await fresh.close();
        const different = corpus
          .map((request, index) => ({ request, want: golden[index], got: answers[index] }))
          .filter(({ want, got }) => JSON.stringify(want) !== JSON.stringify(got));
        expect(different).toEqual([]);
        expect(answers).toHaveLength(golden.length);
      });

      test("makes, shows, changes and deletes a proxy through the Node client", async () => {
        const made = await client.createProxy({
          name: "crud",
          listen: "127.0.0.1:0",
          upstream: "127.0.0.1:9",
        });
        expect(made.listen).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
        expect((await client.get("crud")).upstream).toBe("127.0.0.1:9");
        const off = await made.update({
          enabled: false,
          listen: made.listen,
          upstream: "127.0.0.1:8",
        });
        expect([off.enabled, off.upstream, off.listen]).toEqual([
          false,
          "127.0.0.1:8",
          made.listen,
        ]);
        await expect(dial(made.listen)).rejects.toMatchObject({ code: "ECONNREFUSED" });
        await made.remove();
        await expect(client.get("crud")).rejects.toThrow("404");
      });

      test("populates several proxies and keeps one that is already the same", async () => {
        const first = await client.populate([
          { name: "p1", listen: "127.0.0.1:0", upstream: "127.0.0.1:9" },
        ]);
        const listen = first["p1"]?.listen ?? "";
        await first["p1"]?.addToxic({
          name: "kept",
          type: "latency",
          stream: "upstream",
          toxicity: 1,
          attributes: { latency: 1, jitter: 0 },
        });
        const second = await client.populate([
          { name: "p1", listen, upstream: "127.0.0.1:9" },
          { name: "p2", listen: "127.0.0.1:0", upstream: "127.0.0.1:9", enabled: false },
        ]);
        expect(second["p1"]?.listen).toBe(listen);
        expect((await first["p1"]?.getToxic("kept"))?.type).toBe("latency");
        expect(second["p2"]?.enabled).toBe(false);
        for (const proxy of Object.values(second)) await proxy.remove();
      });

      test.each([
        ["latency", { latency: 5, jitter: 1 }],
        ["bandwidth", { rate: 100 }],
        ["slow_close", { delay: 100 }],
        ["timeout", { timeout: 100 }],
        ["slicer", { average_size: 100, size_variation: 10, delay: 0 }],
        ["limit_data", { bytes: 100 }],
        ["reset_peer", { timeout: 100 }],
      ] as const)(
        "takes, shows, changes and removes the %s toxic through the Node client",
        async (type, attributes) => {
          const proxy = await client.createProxy({
            name: `with-${type}`,
            listen: "127.0.0.1:0",
            upstream: "127.0.0.1:9",
          });
          const toxic = await proxy.addToxic({
            name: "t",
            type,
            stream: "downstream",
            toxicity: 0.5,
            attributes,
          });
          expect(toxic.toJson()).toEqual({
            name: "t",
            type,
            stream: "downstream",
            toxicity: 0.5,
            attributes,
          });
          const [key, value] = Object.entries(attributes)[0] ?? ["", 0];
          const changed = await toxic.update({
            ...toxic.toJson(),
            toxicity: 1,
            attributes: { ...attributes, [key]: value + 1 },
          });
          expect([changed.toxicity, changed.attributes]).toEqual([
            1,
            { ...attributes, [key]: value + 1 },
          ]);
          expect((await proxy.getToxic("t")).attributes).toEqual(changed.attributes);
          await toxic.remove();
          await expect(proxy.getToxic("t")).rejects.toThrow("404");
          await proxy.remove();
        },
      );

      test("resets: every proxy is enabled again and has no toxic", async () => {
        const proxy = await client.createProxy({
          name: "reset",
          listen: "127.0.0.1:0",
          upstream: "127.0.0.1:9",
        });
        await proxy.addToxic({
          name: "t",
          type: "timeout",
          stream: "upstream",
          toxicity: 1,
          attributes: { timeout: 0 },
        });
        await proxy.update({ enabled: false, listen: proxy.listen, upstream: proxy.upstream });
        await client.reset();
        expect((await client.get("reset")).enabled).toBe(true);
        await expect(proxy.getToxic("t")).rejects.toThrow("404");
        await proxy.remove();
      });

      test("tells its version as a semver", async () => {
        expect(JSON.parse(await client.getVersion())).toEqual({
          version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        });
      });

      test("counts the bytes of a closed connection on /metrics as Prometheus wants them", async () => {
        const target = await upstream(echo);
        const proxy = await client.createProxy({
          name: 'm"\\x',
          listen: "127.0.0.1:0",
          upstream: target.address,
        });
        const wire = await dial(proxy.listen);
        wire.socket.end("hello");
        await wire.closed;
        const line = `toxiproxy_proxy_received_bytes_total{direction="upstream",listener="${proxy.listen}",proxy="m\\"\\\\x",upstream="${target.address}"} 5`;
        const page = async (): Promise<string> => (await fetch(`${server.api}/metrics`)).text();
        await expect.poll(page).toContain(line);
        expect(await page()).toContain("# TYPE toxiproxy_proxy_sent_bytes_total counter\n");
        await target.close();
      });
    },
  );
}
