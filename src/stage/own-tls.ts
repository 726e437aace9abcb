/** How components that speak TLS are asked, with the certificates that their scenario brings. */
import type { LoadTls } from "../event/flow.ts";
import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { GamedayError } from "../kernel/error.ts";
import { tlsOf } from "../plan/journey.ts";
import type { Plan } from "../plan/plan.ts";
import { fileInside } from "../register/own-files.ts";

/**
 * Certificates of one authority are a few thousand bytes; those of all that a system knows are some
 * hundred thousand.
 */
const largest = 4 << 20;

/**
 * How each component is asked that speaks TLS. Read before the drill begins, so that a file that is
 * no good ends it there.
 */
export function stackTls(
  stack: Plan["scenario"]["stack"],
  folder: string,
): ReadonlyMap<string, LoadTls> {
  return new Map(
    Object.entries(stack).flatMap(([name, component]): [string, LoadTls][] => {
      const { tls } = tlsOf(component);
      return tls === undefined ? [] : [[name, withCertificates(folder, tls)]];
    }),
  );
}

/**
 * The same with the certificates themselves in place of their file's name. GD-S010 when it is not
 * there, GD-S003 when it holds none.
 */
export function withCertificates(folder: string, tls: LoadTls): LoadTls {
  return tls.ca === undefined ? tls : { ...tls, ca: certificatesIn(folder, tls.ca) };
}

/** Why a file of certificates that is there cannot be used; undefined when it can. */
export function unfitCertificates(
  folder: string,
  name: string,
): { readonly unfit: string; readonly hint: string | undefined } | undefined {
  try {
    certificatesIn(folder, name);
    return undefined;
  } catch (error) {
    if (error instanceof GamedayError) return { unfit: error.message, hint: error.hint };
    return {
      unfit: `${JSON.stringify(name)} cannot be read`,
      hint: error instanceof Error ? error.message : undefined,
    };
  }
}

function certificatesIn(folder: string, name: string): string {
  const file = fileInside([folder], name);
  if (file === undefined)
    throw new GamedayError(
      "GD-S010",
      `no file ${JSON.stringify(name)} with certificates beside the scenario`,
    );
  const none = (why: string, cause?: unknown): GamedayError =>
    new GamedayError("GD-S003", `${JSON.stringify(name)} ${why}`, {
      hint: "a file in PEM: -----BEGIN CERTIFICATE----- …",
      cause,
    });
  if (statSync(file).size > largest) throw none("is too long to be certificates of an authority");
  const text = readFileSync(file, "utf8");
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) throw none("holds no certificate");
  // What else is in the file, a key perhaps, is not needed.
  return `${found.map((each) => String(parsed(each, none))).join("\n")}\n`;
}

function parsed(certificate: string, none: (why: string, cause: unknown) => GamedayError): string {
  try {
    return new X509Certificate(certificate).toString().trim();
  } catch (error) {
    throw none("holds a certificate that cannot be read", error);
  }
}
