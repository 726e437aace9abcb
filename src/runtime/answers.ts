import { request as http, type IncomingMessage } from "node:http";
import { request as https } from "node:https";
import { connect } from "node:tls";
import { overTls, underName } from "../kernel/address.ts";
import type { Endpoint } from "./runtime.ts";

/**
 * Does a URL respond, and not with a server error? With `tls` it is asked by https and any
 * certificate will do: the code that uses it must judge that. Uses the server's name if it is
 * given, because some servers refuse clients that name none.
 */
export function answers(
  url: string,
  tls?: { readonly servername?: string | undefined },
): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { agent: false, signal: AbortSignal.timeout(1_000) };
    const take = (answer: IncomingMessage): void => (
      answer.resume().on("error", () => undefined),
      resolve((answer.statusCode ?? 599) < 500)
    );
    const asked =
      tls === undefined
        ? http(url, options, take)
        : https(
            overTls(url),
            { ...options, ...underName(url, tls.servername, {}), rejectUnauthorized: false },
            take,
          );
    asked.on("error", () => resolve(false)).end();
  });
}

/**
 * Does a server speak TLS there? One that refuses in TLS, because it must be asked by a name, does.
 */
export function speaksTls({ host, port }: Endpoint): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false, timeout: 1_000 });
    const end = (does: boolean): void => (socket.destroy(), resolve(does));
    socket
      .once("secureConnect", () => end(true))
      .once("timeout", () => end(false))
      .on("error", (error) =>
        end("code" in error && /^ERR_SSL_.*(ALERT|UNRECOGNIZED_NAME)/.test(String(error.code))),
      );
  });
}

/**
 * What to say where a path does not answer in plain HTTP, because the port speaks TLS; undefined
 * where that is not why.
 */
export async function tlsHint(at: Endpoint, port: number): Promise<string | undefined> {
  return (await speaksTls(at))
    ? `its port ${port} speaks TLS: beside "port: ${port}" write tls: { insecure: true }, or with its authority tls: { ca: FILE.pem, servername: NAME }`
    : undefined;
}
