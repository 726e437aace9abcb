import { GamedayError } from "./error.ts";

interface At {
  readonly host: string;
  readonly port: number;
}

/** Host and port as URLs and Host headers have them: an IPv6 address in brackets. */
export function authorityOf({ host, port }: At): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** The same URL by https. */
export function overTls(url: string): string {
  return url.replace(/^http:/, "https:");
}

/**
 * Request options with which a URL is asked for under another name than its address: in the
 * handshake, and in the Host header beside the others. Nothing changes without a name.
 */
export function underName<H extends object>(
  url: string,
  servername: string | undefined,
  headers: H,
): { readonly headers: H & { readonly host?: string }; readonly servername?: string } {
  return servername === undefined
    ? { headers }
    : { servername, headers: { ...headers, host: `${servername}:${new URL(url).port}` } };
}

/**
 * The URL of a path at an address; GD-S003 when what was put together is read as another address:
 * `@host/`, `.host/`, a path without its slash.
 */
export function httpAt(at: At, path: string): string {
  const authority = authorityOf(at);
  const text = `http://${authority}${path}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const there = new URL(`http://${authority}`);
  if (
    !path.startsWith("/") ||
    // oxlint-disable-next-line no-control-regex -- what must not be in it
    /[\u0000-\u0020\u007f]/.test(path) ||
    url === undefined ||
    url.host !== there.host ||
    url.username !== "" ||
    url.password !== ""
  ) {
    throw new GamedayError("GD-S003", `${JSON.stringify(path)} is no path of ${authority}`, {
      hint: 'a path begins with "/" and has no spaces or control characters; what it is asked of is a component of the stack',
    });
  }
  return text;
}
