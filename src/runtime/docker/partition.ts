import type { Attachment } from "../../event/attachment.ts";
import type Docker from "dockerode";
import { GamedayError } from "../../kernel/error.ts";
import type { DrillMark } from "../drill-mark.ts";
import type { Network } from "../runtime.ts";
import { labelsOf, nameOf } from "./labels.ts";
import type { FindContainer } from "./limits.ts";
import { engineText, unless } from "./refusal.ts";

export interface PartitionOptions {
  readonly docker: Docker;
  readonly find: FindContainer;
  /** Whose networks they are that are made for a while. */
  readonly mark: DrillMark;
}

/**
 * Who reaches whom among containers: those who are cut off leave every network that leads to
 * others, and get one of their own where they would lose each other.
 */
export function dockerNetwork(options: PartitionOptions): Network {
  const { find } = options;
  return {
    attachments: async (id) => attachmentsOf(await find(id).inspect()),
    lost: async (id) => lostPlaces(await find(id).inspect()),
    part: (ids, ports) => part(options, ids, ports),
    restore: (id, wanted) => restore(options, id, wanted),
  };
}

/**
 * The networks that a container is on, in order of their names. Leaves out what the engine chose by
 * itself.
 */
export function attachmentsOf({
  Id,
  NetworkSettings: { Networks },
}: Docker.ContainerInspectInfo): readonly Attachment[] {
  return Object.entries(Networks)
    .map(([network, { Aliases, IPAMConfig, Links, ...rest }]): Attachment => {
      const fixed = (IPAMConfig ?? {}) as { IPv4Address?: string; IPv6Address?: string };
      const { DriverOpts: options } = rest as { DriverOpts?: Record<string, string> | null };
      const links = ((Links ?? []) as string[]).toSorted();
      return {
        network,
        // Older engines add the container's own short id.
        aliases: ((Aliases ?? []) as string[])
          .filter((alias) => alias !== Id.slice(0, 12))
          .toSorted(),
        ...(fixed.IPv4Address ? { address: fixed.IPv4Address } : {}),
        ...(fixed.IPv6Address ? { address6: fixed.IPv6Address } : {}),
        ...(links.length > 0 ? { links } : {}),
        ...(options && Object.keys(options).length > 0 ? { options } : {}),
      };
    })
    .toSorted((a, b) => a.network.localeCompare(b.network));
}

/**
 * The engine keeps a network in its list also when it could not connect the container: only an
 * endpoint with an address is a place on it.
 */
export function lostPlaces({
  State,
  NetworkSettings: { Networks },
}: Docker.ContainerInspectInfo): readonly string[] {
  if (!State.Running) return [];
  return Object.entries(Networks)
    .filter(([network, { EndpointID, IPAddress, GlobalIPv6Address, IPAMConfig }]) => {
      if (network === "host" || network === "none") return false;
      const fixed = (IPAMConfig ?? {}) as { IPv4Address?: string };
      return (
        EndpointID === "" ||
        (IPAddress === "" && GlobalIPv6Address === "") ||
        (fixed.IPv4Address !== undefined &&
          fixed.IPv4Address !== "" &&
          fixed.IPv4Address !== IPAddress)
      );
    })
    .map(([network]) => network)
    .toSorted();
}

async function part(
  options: PartitionOptions,
  ids: readonly string[],
  ports: "open" | "closed",
): Promise<Readonly<Record<string, readonly Attachment[]>>> {
  const { docker, find, mark } = options;
  const members = await Promise.all(
    ids.map(async (id) => ({ id, container: find(id), info: await find(id).inspect() })),
  );
  const group = new Set(members.map(({ info }) => info.Id));
  const places = members.map(({ id, container, info }) => ({
    id,
    container,
    attachments: attachmentsOf(info),
  }));
  const networks = [
    ...new Set(places.flatMap(({ attachments }) => attachments.map(({ network }) => network))),
  ];
  const cut = (
    await Promise.all(
      networks.map(async (network) => ({
        network,
        leads: !isApart(network, mark) && (await leadsToOthers(docker, network, group, ports)),
      })),
    )
  )
    .filter(({ leads }) => leads)
    .map(({ network }) => network);
  const kept = networks.filter(
    (network) =>
      !cut.includes(network) &&
      places.every(({ attachments }) => attachments.some((one) => one.network === network)),
  );
  const apart = new Map<string, string>();
  // Made first: between leaving and joining, a member is cut off from its own group, too.
  if (kept.length === 0 && (ids.length > 1 || ports === "open"))
    for (const network of cut) apart.set(network, await makeApart(options, network, ports));
  const moves = places.flatMap(({ container, attachments }) =>
    attachments
      .filter(({ network }) => cut.includes(network))
      .map((attachment) => ({ container, attachment })),
  );
  await Promise.all(
    moves.map(({ container, attachment: { network } }) => leave(docker, network, container)),
  );
  for (const { container, attachment } of moves) {
    const network = apart.get(attachment.network);
    if (network !== undefined)
      await join(docker, container, { network, aliases: attachment.aliases });
  }
  return Object.fromEntries(places.map(({ id, attachments }) => [id, attachments]));
}

/**
 * Does the network hold anything that the group is to be cut off from: another container or, for a
 * single component whose ports are to be closed, the machine outside?
 */
async function leadsToOthers(
  docker: Docker,
  network: string,
  group: ReadonlySet<string>,
  ports: "open" | "closed",
): Promise<boolean> {
  // The engine has one network of each of these kinds, and no other.
  if (network === "host" || network === "none")
    throw new GamedayError(
      "GD-R003",
      `a container on the network "${network}" cannot be disconnected: it uses the host's network, or none`,
    );
  if (group.size === 1 && ports === "closed") return true;
  const { Containers } = await docker.getNetwork(network).inspect();
  return Object.keys(Containers ?? {}).some((id) => !group.has(id));
}

/** Says of a network that it was made for those who are cut off together, and by which drill. */
const apartLabel = "gameday.apart";
const apartName = (mark: DrillMark, network: string): string =>
  nameOf(mark, `apart-${network}`).replaceAll(/[^\w.-]/g, "-");
const isApart = (network: string, mark: DrillMark): boolean =>
  network.startsWith(apartName(mark, ""));

async function makeApart(
  { docker, mark }: PartitionOptions,
  network: string,
  ports: "open" | "closed",
): Promise<string> {
  const name = apartName(mark, network);
  await unless(
    [409],
    docker.createNetwork({
      Name: name,
      CheckDuplicate: true,
      Driver: "bridge",
      Internal: ports === "closed",
      Labels: { ...labelsOf(mark), [apartLabel]: mark.secret },
    }),
  );
  return name;
}

async function restore(
  options: PartitionOptions,
  id: string,
  wanted: readonly Attachment[],
): Promise<void> {
  const { docker, find, mark } = options;
  const container = find(id);
  const info = await container.inspect();
  const lost = lostPlaces(info);
  // A component that is on a network by name alone is connected again.
  const now = attachmentsOf(info).filter(({ network }) => !lost.includes(network));
  const among = (one: Attachment, all: readonly Attachment[]): boolean =>
    all.some((other) => JSON.stringify(one) === JSON.stringify(other));
  const strange = now.filter((one) => !among(one, wanted));
  for (const network of [...strange.map((one) => one.network), ...lost])
    await leave(docker, network, container);
  const refused: string[] = [];
  for (const attachment of wanted) {
    if (among(attachment, now)) continue;
    // One network that does not take it keeps it from none of the others.
    await join(docker, container, attachment).catch((error: unknown) =>
      refused.push(
        `${attachment.network} (${engineText(error)}): when the reason is gone, ${connectLine(attachment, info.Name.slice(1))}`,
      ),
    );
  }
  await removeApart(docker, mark);
  if (refused.length > 0)
    throw new GamedayError(
      "GD-H001",
      `${id} cannot be reconnected to the network ${refused.join("; on the network ")}`,
    );
}

/** What a person types to do the same. */
function connectLine(
  { network, aliases, address, address6, links = [] }: Attachment,
  container: string,
): string {
  const flags = [
    ...(address === undefined ? [] : ["--ip", address]),
    ...(address6 === undefined ? [] : ["--ip6", address6]),
    ...aliases.flatMap((alias) => ["--alias", alias]),
    ...links.flatMap((link) => ["--link", link]),
  ];
  return ["docker network connect", ...flags, network, container].join(" ");
}

/**
 * Removes the networks that groups were moved to, once they are empty: the last member to come back
 * takes its network down. Returns those that stay.
 */
export async function removeApart(
  docker: Docker,
  { secret }: DrillMark,
): Promise<readonly string[]> {
  const apart = (): Promise<Docker.NetworkInspectInfo[]> =>
    docker.listNetworks({ filters: { label: [`${apartLabel}=${secret}`] } });
  const there = await apart();
  for (const { Id } of there)
    await unless(
      [404],
      docker
        .getNetwork(Id)
        .remove()
        .catch(unlessSaid(/has active endpoints/)),
    );
  return there.length === 0 ? [] : (await apart()).map(({ Name }) => Name);
}

async function join(
  docker: Docker,
  container: Docker.Container,
  { network, aliases, address, address6, links, options }: Attachment,
): Promise<void> {
  const fixed = {
    ...(address === undefined ? {} : { IPv4Address: address }),
    ...(address6 === undefined ? {} : { IPv6Address: address6 }),
  };
  const EndpointConfig = {
    ...(Object.keys(fixed).length === 0 ? {} : { IPAMConfig: fixed }),
    ...(aliases.length === 0 ? {} : { Aliases: [...aliases] }),
    ...(links === undefined ? {} : { Links: [...links] }),
    ...(options === undefined ? {} : { DriverOpts: { ...options } }),
  };
  await docker.getNetwork(network).connect({ Container: container.id, EndpointConfig });
}

/** By force, as a cable is pulled; who has left already has left. */
async function leave(docker: Docker, network: string, container: Docker.Container): Promise<void> {
  await docker
    .getNetwork(network)
    .disconnect({ Container: container.id, Force: true })
    .catch(unlessSaid(/is not connected/));
}

function unlessSaid(pattern: RegExp): (error: unknown) => undefined {
  return (error) => {
    if (pattern.test(engineText(error))) return undefined;
    throw error;
  };
}
