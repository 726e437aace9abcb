import { HttpClient } from "toxiproxy-node-client/dist/HttpClient.js";
import { traced } from "../kernel/call.ts";
import { GamedayError } from "../kernel/error.ts";
import { shorten } from "../kernel/shorten.ts";

/**
 * The Node client's HTTP, plus what it lacks: a timeout, the server's own error text, and a bearer
 * token. Failures are GD-P001 when the server does not respond or cannot do it, GD-P002 when it
 * refuses the request.
 */
export class TimedHttp extends HttpClient {
  readonly #timeoutMs: number;
  readonly #token: string | undefined;

  constructor(timeoutMs: number, token?: string) {
    super();
    this.#timeoutMs = timeoutMs;
    this.#token = token;
  }

  override async get<T>(url: string): Promise<{ data: T }> {
    return parsed<T>("GET", url, await this.#send("GET", url));
  }

  override async post<T>(url: string, body?: unknown): Promise<{ data: T }> {
    return parsed<T>("POST", url, await this.#send("POST", url, body));
  }

  override async delete(url: string): Promise<void> {
    await this.#send("DELETE", url);
  }

  override getText(url: string): Promise<string> {
    return this.#send("GET", url);
  }

  #send(method: string, url: string, body?: unknown): Promise<string> {
    const data = body === undefined ? "" : ` ${JSON.stringify(body)}`;
    return traced({ adapter: "proxy", what: () => `${method} ${shown(url)}${data}` }, () =>
      this.#ask(method, url, body),
    );
  }

  async #ask(method: string, url: string, body?: unknown): Promise<string> {
    const headers = {
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(this.#token === undefined ? {} : { Authorization: `Bearer ${this.#token}` }),
    };
    const init = {
      method,
      headers,
      signal: AbortSignal.timeout(this.#timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    let status: number;
    let text: string;
    try {
      const response = await fetch(url, init);
      [status, text] = [response.status, await response.text()];
    } catch (cause) {
      throw notAnswering(method, url, this.#timeoutMs, cause);
    }
    if (status >= 200 && status < 300) return text;
    const why = serverText(text);
    throw new ProxyRequestError(
      refusalCode(status, why),
      `the proxy server responded ${method} ${shown(url)} with ${status}: ${why}`,
      status,
    );
  }
}

type RefusalCode = "GD-P001" | "GD-P002" | "GD-E007";

/** A refusal by the proxy server, with its HTTP status. GD-E007: a link's address is taken. */
export class ProxyRequestError extends GamedayError {
  readonly status: number;

  constructor(code: RefusalCode, message: string, status: number) {
    super(code, message);
    this.status = status;
  }
}

/** True when a request failed because nothing listens at the API's address any more. */
export function isServerGone(error: unknown): boolean {
  const cause =
    error instanceof GamedayError && error.cause instanceof Error ? error.cause.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED";
}

function parsed<T>(method: string, url: string, text: string): { data: T } {
  try {
    // The client's own types say what the server sends; we check only that it is JSON.
    return { data: (text === "" ? undefined : JSON.parse(text)) as T };
  } catch (cause) {
    throw new GamedayError(
      "GD-P001",
      `the proxy server responded ${method} ${shown(url)} with something that is not JSON: ${shorten(text, 80)}`,
      {
        hint: "is this address really a Toxiproxy API?",
        cause,
      },
    );
  }
}

function notAnswering(
  method: string,
  url: string,
  timeoutMs: number,
  cause: unknown,
): GamedayError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const why =
    inner instanceof Error && inner.name === "TimeoutError"
      ? `no answer within ${timeoutMs} ms`
      : String(inner instanceof Error ? inner.message || inner.name : inner);
  return new GamedayError(
    "GD-P001",
    `the proxy server does not respond ${method} ${shown(url)}: ${why}`,
    { hint: "gameday doctor shows which proxy server is used", cause },
  );
}

/** The address without the secret in its path: `http://127.0.0.1:8474/proxies/db`, for example. */
function shown(url: string): string {
  const { origin, pathname } = new URL(url);
  const api = /\/(proxies|populate|reset|version|connections|touched)(\/.*)?$/.exec(pathname);
  return `${origin}${api?.[0] ?? "/"}`;
}

/** The API sends a status and a sentence, but no code. The sentence is the one of Go's `bind`. */
function refusalCode(status: number, said: string): RefusalCode {
  if (status < 500) return "GD-P002";
  return said.endsWith(": bind: address already in use") ? "GD-E007" : "GD-P001";
}

function serverText(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && "error" in body) return String(body.error);
  } catch {
    // Not JSON: use the text itself.
  }
  return text.trim() === "" ? "no reason given" : shorten(text.trim(), 200);
}
