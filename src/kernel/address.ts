import { GamedayError } from "./error.ts";

interface At {
  readonly host: string;
  readonly port: number;
}

/** The URL of a path at an address; GD-S003 when what was put together is read as another address: `@host/`, `.host/`, a path without its slash. */
export function httpAt({ host, port }: At, path: string): string {
  const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const text = `http://${authority}${path}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const there = new URL(`http://${authority}`);
  // oxlint-disable-next-line no-control-regex -- what must not be in it
  if (!path.startsWith("/") || /[\u0000-\u0020\u007f]/.test(path) || url === undefined || url.host !== there.host || url.username !== "" || url.password !== "") {
    throw new GamedayError("GD-S003", `${JSON.stringify(path)} is no path of ${authority}`, { hint: 'a path begins with "/" and has no spaces or control characters; what it is asked of is a component of the stack' });
  }
  return text;
}
