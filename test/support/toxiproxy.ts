/** The original that our own proxy server is measured by: in GAMEDAY_TOXIPROXY or on PATH. */
import { findProxyServer, type ProxyChoice } from "../../src/proxy/find.ts";
import { lacking, required } from "./required.ts";

/**
 * Toxiproxy, or our own server where there is none; rejects instead where Toxiproxy is required.
 */
export async function toxiproxyForTests(): Promise<ProxyChoice> {
  const explicit = process.env["GAMEDAY_TOXIPROXY"];
  const choice = await findProxyServer({
    path: process.env["PATH"] ?? "",
    ...(explicit === undefined ? {} : { explicit }),
  });
  if (choice.kind !== "toxiproxy" && required("toxiproxy"))
    throw new Error(
      "GAMEDAY_REQUIRE names toxiproxy, which is neither on PATH nor in GAMEDAY_TOXIPROXY",
    );
  if (choice.kind !== "toxiproxy") lacking("toxiproxy");
  return choice;
}
