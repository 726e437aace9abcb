/**
 * Requests to the API in an order that makes sense, whose answers by Toxiproxy 2.12.0 are kept in
 * `corpus.golden.json`.
 */

export interface CorpusRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly userAgent?: string;
}

export interface CorpusAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly requestId: boolean;
  readonly location: string | null;
  readonly body: string;
}

const on = (method: string, path: string, bodies: readonly string[]): CorpusRequest[] =>
  bodies.map((body) => ({ method, path, body }));
const get = (...paths: string[]): CorpusRequest[] => paths.map((path) => ({ method: "GET", path }));
const drop = (...paths: string[]): CorpusRequest[] =>
  paths.map((path) => ({ method: "DELETE", path }));

const addresses = [
  "0.0.0.0:0",
  ":0",
  "[::1]:0",
  "localhost:",
  "127.0.0.1",
  "::1:0",
  "localhost:nosuch",
  "127.0.0.1:-1",
  "1.2.3.4:0",
  "[::]:0",
  "127.0.0.1:80x",
  "[::1:0",
  "127.0.0.1:0:0",
  "127.0.0.1:99999",
  "nonsense",
  "nosuchhost.invalid:1",
  "[::1]",
  "[::1]x:1",
  "127.0.0.1:BUSY",
];

const syntax = [
  "",
  " \n",
  "{",
  "[]",
  "1",
  "null",
  '"x"',
  '{"a":1,}',
  '{"a"}',
  '{"a":1 "b"}',
  "[1 2]",
  "{1:2}",
  "'",
  String.raw`"\x"`,
  String.raw`"\u00zz"`,
  "-",
  "-a",
  "1.",
  "1.a",
  "1e",
  "1ea",
  "tru",
  "trux",
  "fal$",
  '"\u0001"',
  "é",
  "]",
  '{"a":1]',
  "[1}",
  "\\",
  "01",
  '{"a":01}',
  '"abc',
  "nope",
  "{}",
  "\u007f",
  "\u00a0",
  "[[[[",
  '{"a":[{}]',
  '{"name":"\\ud800"}',
  "+1",
  ".5",
  "true",
  "false",
];

const toxicBodies = [
  '{"type":"latency"}',
  '{"type":"latency"}',
  '{"type":"latency","stream":"UpStream","attributes":{"latency":100}}',
  '{"type":"x"}',
  '{"name":3}',
  '{"type":3}',
  '{"stream":3}',
  '{"type":"latency","name":"q","attributes":{"latency":1.5}}',
  '{"type":"latency","name":"q","attributes":{"latency":"100"}}',
  '{"type":"latency","name":"q","attributes":[]}',
  '{"type":"latency","name":"q","attributes":null}',
  '{"type":"latency","name":"r","toxicity":"a"}',
  '{"type":"latency","name":"r","toxicity":0.1,"stream":"side"}',
  '{"type":"latency","name":"r","toxicity":0.123456789,"foo":3, "attributes":{"LATENCY":7,"x":1}} trailing',
  '{"type":"latency","toxicity":1e40}',
  '{"type":"latency","name":"n1","toxicity":null,"stream":null}',
  '{"type":"slicer","attributes":{"average_size":1.5}}',
  '{"type":"slicer","attributes":{"average_size":true}}',
  '{"type":"slicer","attributes":{"average_size":10,"size_variation":10,"delay":5}}',
  '{"type":"noop","attributes":3}',
  '{"type":"latency","name":"z","attributes":"s"}',
  '{"type":"latency","name":"z","attributes":{"latency":{}}}',
  '{"type":"latency","name":"z","attributes":{"latency":null}}',
  '{"type":"latency","name":"z2","attributes":{"latency":1,"latency":2,"Latency":3}}',
  '{"type":"latency","name":"z3","stream":""}',
  '{"name":3,"type":4,"toxicity":"x"}',
  '{"type":"down"}',
  '{"type":"latency","name":"neg","attributes":{"latency":-5,"jitter":-3}}',
  '{"type":"limit_data","attributes":{"bytes":-0}}',
  '{"type":"limit_data","name":"b","attributes":{"bytes":1e2}}',
  '\t{"type":"noop","name":"m0"}x',
  '{"type":"latency","name":"g<&>é\\u2028","toxicity":1e21}',
  '{"type":"latency","name":"t7","toxicity":1e-7}',
  '{"type":"latency","name":"t5","toxicity":5}',
  '{"type":"latency","name":"t-1","toxicity":-1}',
  '{"type":"bandwidth","attributes":{"rate":0}}',
  '{"type":"bandwidth","name":"b2","attributes":{"rate":9223372036854775808}}',
  '{"type":"timeout","attributes":{"timeout":500}}',
  '{"type":"reset_peer","stream":"upstream","attributes":{"timeout":500}}',
  '{"type":"slow_close","attributes":{"delay":1000}}',
  '{"type":"noop","stream":"upstream"}',
  '{"type":"latency","name":"","attributes":{}}',
  '{"type":"latency","name":"__proto__"}',
];

const proxyChanges = [
  "[]",
  "1",
  "null",
  "",
  '{"upstream":3}',
  '{"name":"zz"}',
  '{"upstream":"127.0.0.1:8"}',
  '{"listen":"bad"}',
  '{"enabled":false}',
  '{"enabled":true}',
  '{"enabled":null}',
  '{"listen":"127.0.0.1:BUSY"}',
  '{"listen":"127.0.0.1:0"}',
  '{"enabled":true}',
  '{"listen":""}',
  '{"upstream":""}',
  '{"enabled":"yes"}',
  '{"Logger":{}}',
  '{"Logger":1}',
];

export const corpus: readonly CorpusRequest[] = [
  ...get(
    "/version",
    "/proxies",
    "/nope",
    "/metrics",
    "/proxies/",
    "/proxies/none",
    "/proxies/none/toxics",
    "/proxies/none/toxics/x",
    "/proxies/a/b",
    "/",
    "/version/",
    "//proxies",
    "/proxies/../version",
    "/proxies/./a",
    "/reset",
    "/populate",
    "/proxies/%zz",
  ),
  { method: "GET", path: "/version", userAgent: "Mozilla/5.0 (X11)" },
  { method: "GET", path: "/nope", userAgent: "Mozilla/5.0 (X11)" },
  ...["PUT", "DELETE", "PATCH", "OPTIONS"].map((method) => ({ method, path: "/proxies" })),
  { method: "DELETE", path: "/version" },
  { method: "PUT", path: "/proxies/a/toxics/b" },
  ...on("POST", "/proxies", syntax),
  ...on("POST", "/proxies", [
    '{"name":1}',
    '{"name":"x","upstream":"y","enabled":"z"}',
    '{"name":"","upstream":"y"}',
    '{"name":"x"}',
    '{"name":"b","upstream":"y","listen":"127.0.0.1:0","Logger":3}',
  ]),
  ...on(
    "POST",
    "/proxies",
    addresses.map((listen) => JSON.stringify({ name: `L${listen}`, upstream: "y", listen })),
  ),
  ...on("POST", "/proxies", [
    '{"name":"a","upstream":"127.0.0.1:9","listen":"localhost:0"}',
    '{"name":"a","upstream":"127.0.0.1:9","listen":"127.0.0.1:0"}',
    '{"NAME":"c","Upstream":"127.0.0.1:9","listen":"127.0.0.1:0","enabled":null,"x":[]}',
    '{"name":"any","upstream":"y"}',
    '{"name":"dis","upstream":"y","enabled":false,"listen":"localhost:44444"}',
    '{"name":"a/b","upstream":"127.0.0.1:9","listen":"127.0.0.1:0"}',
    '{"name":"<&>é","upstream":"u","listen":"127.0.0.1:0","Logger":{"x":1}}',
    '{"name":"__proto__","upstream":"u","listen":"127.0.0.1:0"}',
  ]),
  ...get(
    "/proxies/a",
    "/proxies/%61",
    "/proxies/a?x=1",
    "/proxies/a%2Fb",
    "/proxies/a/../a",
    "/proxies/dis",
    "/proxies/a/toxics",
    "/proxies/__proto__",
    "/proxies/constructor",
  ),
  ...on("POST", "/proxies/a", proxyChanges),
  ...on("PATCH", "/proxies/c", proxyChanges),
  ...on("PATCH", "/proxies/dis", [
    '{"listen":"localhost:44555"}',
    '{"enabled":false}',
    '{"listen":"nosuchhost.invalid:1"}',
  ]),
  ...on("PATCH", "/proxies/none", ["{}", "junk"]),
  ...on("POST", "/populate", [
    "",
    "[]",
    "null",
    "{}",
    '"x"',
    "1",
    "[1]",
    "[null]",
    "[[]]",
    '[{"name":"q"}]',
    '[{"name":1}]',
    '[{"enabled":1,"name":2}]',
    '[{"name":"a","upstream":"u","Logger":1}]',
    '[{"upstream":"u"},{"name":"x"}]',
    '[{"name":"q","upstream":"u","listen":"127.0.0.1:0"},{"name":"r","upstream":"u","listen":"127.0.0.1:BUSY"},{"name":"s","upstream":"u"}]',
    '[{"name":"off","upstream":"u","listen":"127.0.0.1:0","enabled":false},{"name":"on","upstream":"u","listen":"127.0.0.1:0","enabled":null,"toxics":[{"type":"latency"}]}]',
  ]),
  ...on(
    "POST",
    "/proxies/a/toxics",
    syntax.filter((body) => body !== ""),
  ),
  ...on("POST", "/proxies/a/toxics", toxicBodies),
  ...get(
    "/proxies/a/toxics",
    "/proxies/a/toxics/q",
    "/proxies/a/toxics/none",
    "/proxies/a",
    "/proxies",
  ),
  ...on("POST", "/proxies/a/toxics/q", [
    "[]",
    "1",
    '""',
    "",
    '{"toxicity":"a"}',
    '{"attributes":[]}',
    '{"attributes":3}',
    '{"attributes":{"latency":"x"}}',
    '{"toxicity":null}',
    '{"attributes":{"latency":5}}',
    '{"toxicity":0.3}',
    '{"name":"zz","type":"noop","stream":"upstream","attributes":{"jitter":5}}',
    '{"attributes":null}',
    "null",
  ]),
  ...on("PATCH", "/proxies/a/toxics/none", ["{}", "junk"]),
  ...on("PATCH", "/proxies/a/toxics/slicer_downstream", [
    '{"attributes":{"delay":9}}',
    '{"attributes":[]}',
  ]),
  ...get("/proxies/a/toxics/q"),
  ...drop(
    "/proxies/a/toxics/q",
    "/proxies/a/toxics/q",
    "/proxies/none/toxics/q",
    "/proxies/none",
    "/proxies/L:0",
  ),
  ...on("POST", "/reset", [""]),
  ...drop("/proxies/a", "/proxies/a"),
];

/**
 * Sends one request without tidying the path, on a connection of its own. `busyPort` stands where
 * the corpus says BUSY.
 */
export async function ask(
  api: string,
  request: CorpusRequest,
  busyPort: number,
): Promise<CorpusAnswer> {
  const { request: send } = await import("node:http");
  const url = new URL(api);
  const fill = (text: string): string => text.replaceAll("BUSY", String(busyPort));
  return new Promise((resolve, reject) => {
    const sent = send(
      {
        host: url.hostname,
        port: url.port,
        method: request.method,
        path: request.path,
        headers: { "User-Agent": request.userAgent ?? "corpus" },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers["content-type"] ?? null,
            requestId: /^[0-9a-v]{20}$/.test(String(response.headers["x-toxiproxy-request-id"])),
            location: response.headers.location ?? null,
            body: normalise(Buffer.concat(parts).toString(), busyPort),
          }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(request.body === undefined ? undefined : fill(request.body));
  });
}

/** Takes out what differs from run to run: free ports and the name server's address. */
function normalise(body: string, busyPort: number): string {
  return body
    .replaceAll(String(busyPort), "BUSY")
    .replaceAll(/("listen":"[^"]*:)(?!44444|44555|BUSY|0")\d+"/g, '$1FREE"')
    .replaceAll(/ on [\d.]+:53: (?:no such host|server misbehaving)/g, ": no such host");
}
