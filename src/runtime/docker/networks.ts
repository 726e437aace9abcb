/**
 * A drill's networks: one that all of its components are on, and, where it has several, one for
 * each zone and each region. A zone that is cut off then loses the wider ones and its members still
 * have each other, with the connections they had.
 */
import type Docker from "dockerode";
import type { DrillMark } from "../drill-mark.ts";
import { labelsOf, nameOf } from "./labels.ts";

/** One network that a component is on, with its fixed address there. */
export interface Plug {
  readonly network: string;
  readonly address: string;
}

interface Made {
  readonly name: string;
  /** The first three numbers of its addresses, `172.18.0`. */
  readonly prefix: string;
  /** Hosts so far; the engine's own gateway is 1. */
  hosts: number;
}

const attempts = 5;
/** Addresses below this are for the engine to give to containers that have no fixed address. */
const firstHost = 128;

/** The networks of one drill, each made when the first component needs it. */
export class DrillNetworks {
  private readonly docker: Docker;
  private readonly mark: DrillMark;
  private readonly regions: ReadonlySet<string>;
  private readonly zones: ReadonlySet<string>;
  private readonly made = new Map<string, Promise<Made>>();

  /** @param places `region/zone/rack` of every component that will come. */
  constructor(docker: Docker, mark: DrillMark, places: readonly string[]) {
    this.docker = docker;
    this.mark = mark;
    this.regions = new Set(places.map((at) => at.split("/")[0] ?? ""));
    this.zones = new Set(places.map((at) => at.split("/").slice(0, 2).join("/")));
  }

  /**
   * The plugs of a component at a place, the narrowest network first: names are resolved and ports
   * published there.
   */
  async plugs(at: string): Promise<readonly Plug[]> {
    const made = await Promise.all(this.parts(at).map((part) => this.network(part)));
    return made.map(nextPlug);
  }

  /** What is common to all; a fault proxy sits there, and tools. */
  async common(): Promise<Plug> {
    return nextPlug(await this.network("3-all"));
  }

  /**
   * The engine resolves names and publishes ports on the network whose name sorts first: hence the
   * numbers.
   */
  private parts(at: string): readonly string[] {
    const [region = "", zone = ""] = at.split("/");
    return [
      ...(this.zones.size > 1 ? [`1-zone-${region}-${zone}`] : []),
      ...(this.regions.size > 1 && this.zones.size > this.regions.size
        ? [`2-region-${region}`]
        : []),
      "3-all",
    ];
  }

  private network(part: string): Promise<Made> {
    let made = this.made.get(part);
    if (made === undefined) this.made.set(part, (made = this.make(nameOf(this.mark, part))));
    return made;
  }

  /**
   * Makes the network twice. The first time the engine chooses a range that is not in use. Only a
   * network that is made with a given range lets components have fixed addresses, which they need
   * to find each other again after a cut.
   */
  private async make(name: string): Promise<Made> {
    const make = (more: object): Promise<Docker.Network> =>
      this.docker.createNetwork({
        Name: name,
        Driver: "bridge",
        CheckDuplicate: true,
        Labels: labelsOf(this.mark),
        ...more,
      });
    for (let attempt = 1; ; attempt += 1) {
      const probe = await make({});
      const subnet = subnetOf(await probe.inspect());
      await probe.remove();
      try {
        await make({
          IPAM: {
            Driver: "default",
            Config: [{ Subnet: `${subnet}.0/24`, Gateway: `${subnet}.1` }],
          },
        });
        return { name, prefix: subnet, hosts: firstHost - 1 };
      } catch (error) {
        // Another drill was faster to take the range.
        if (attempt >= attempts || !(error instanceof Error && /overlap/i.test(error.message)))
          throw error;
      }
    }
  }
}

/** The next free place on a network. */
function nextPlug(network: Made): Plug {
  network.hosts += 1;
  if (network.hosts > 254)
    throw new Error(`networks: more than ${254 - firstHost} hosts on ${network.name}`);
  return { network: network.name, address: `${network.prefix}.${network.hosts}` };
}

/** The first three numbers of a network's range. */
function subnetOf({ IPAM }: Docker.NetworkInspectInfo): string {
  const subnet = IPAM?.Config?.map(({ Subnet = "" }) => Subnet).find((range) =>
    /^\d+(\.\d+){3}\//.test(range),
  );
  if (subnet === undefined)
    throw new Error("networks: the engine gave a network without an IPv4 range");
  return subnet.split(".").slice(0, 3).join(".");
}
