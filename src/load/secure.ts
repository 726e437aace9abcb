import type { LoadTls } from "../event/flow.ts";
import { isIP, type Socket } from "node:net";
import { connect, createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import type { Endpoint } from "../runtime/runtime.ts";

/** How connections of one route are secured. */
export interface Secure {
  /** The certificate must be of this name or address. */
  readonly name: string;
  readonly context: SecureContext;
  readonly insecure: boolean;
  /** What is wrong, where an error is one of TLS or of the certificate. */
  whyNot(error: Error): string | undefined;
}

/** Readies a route for TLS: certificates are read once, not by every connection. */
export function secureBy({ ca, servername, insecure = false }: LoadTls, to: Endpoint): Secure {
  return {
    name: servername ?? to.host,
    context: createSecureContext(ca === undefined ? {} : { ca }),
    insecure,
    whyNot,
  };
}

/** TLS over a connection that need not be there yet. */
export function secured(socket: Socket, { name, context, insecure }: Secure): TLSSocket {
  const over = connect({
    socket,
    host: name,
    secureContext: context,
    rejectUnauthorized: !insecure,
    ALPNProtocols: ["http/1.1"],
    ...(isIP(name) === 0 && { servername: name }),
  });
  // What befalls the connection itself before TLS has begun.
  socket.on("error", (error) => over.destroy(error));
  return over;
}

/**
 * What the TLS library says, or the code of what is wrong with a certificate; what happens to any
 * connection has a code of the system's.
 */
function whyNot(error: Error): string | undefined {
  const said = /SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1];
  const code = "code" in error ? String(error.code) : "";
  return said === undefined && (code === "" || /^E[A-Z]+$/.test(code))
    ? undefined
    : `tls ${said ?? code}`;
}
