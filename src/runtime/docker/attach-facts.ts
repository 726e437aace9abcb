import type { Facts } from "../../event/facts.ts";
import type { Attachment } from "../../event/attachment.ts";
import type Docker from "dockerode";
import { allowanceOf } from "./limits.ts";
import { attachmentsOf, lostPlaces } from "./partition.ts";

/**
 * What is true of a container as far as a drill can change it: not when it started, its process id,
 * or how often it restarted.
 */
export function factsOf(info: Docker.ContainerInspectInfo): Facts {
  const {
    cpus = null,
    memoryBytes = null,
    memoryAndSwapBytes = null,
  } = allowanceOf(info.HostConfig);
  const lost = lostPlaces(info);
  return {
    container: info.Id.slice(0, 12),
    running: info.State.Running,
    paused: info.State.Paused,
    "cpu limit": cpus ?? "none",
    "memory limit": memoryBytes ?? "none",
    "memory and swap limit": memoryAndSwapBytes ?? "none",
    networks: attachmentsOf(info)
      .map((place) => `${placeText(place)}${lost.includes(place.network) ? ", not connected" : ""}`)
      .join("; "),
  };
}

function placeText({ network, aliases, address, address6, links = [] }: Attachment): string {
  const more = [
    ...(aliases.length === 0 ? [] : [`as ${aliases.join(", ")}`]),
    ...(address === undefined ? [] : [`at ${address}`]),
    ...(address6 === undefined ? [] : [`at ${address6}`]),
    ...(links.length === 0 ? [] : [`linked to ${links.join(", ")}`]),
  ];
  return [network, ...more].join(" ");
}
