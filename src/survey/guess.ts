import { isStore, type Need, type Sighting } from "./sighting.ts";

/** Where users come in. */
export interface Door {
  readonly service: Sighting;
  /** Inside. */
  readonly port: number;
  readonly path: string;
  /** What a healthy answer is. */
  readonly status: number;
  /** It speaks TLS. */
  readonly tls?: boolean;
}

/** The one thing that a first Test breaks. */
export interface FirstFault {
  readonly service: Sighting;
  readonly fault: "kill" | "pause";
  /** Why this one, as the end of a sentence: what users need it for. */
  readonly why: string;
}

const usualPorts: readonly number[] = [80, 8080, 8000, 3000, 5000, 8081, 8888, 9000, 4000];

/**
 * Doors to try, the likeliest first: published at a port that stays, not a store's, by its name or
 * image a front, on a port that web servers use.
 */
export function possibleDoors(services: readonly Sighting[]): readonly Door[] {
  const doors = services
    .filter((service) => !isStore(service) && !service.ends)
    .flatMap((service) =>
      service.ports.map(({ inside: port }): Door => {
        const { health } = service;
        return {
          service,
          port,
          path: health !== undefined && (health.port ?? port) === port ? health.path : "/",
          status: 200,
        };
      }),
    );
  const rank = ({ port, service }: Door): number => {
    const usual = usualPorts.indexOf(port);
    const stays = service.ports.some(
      ({ inside, outside }) => inside === port && outside !== undefined,
    );
    return (
      (stays ? 0 : 100) +
      (usual < 0 ? usualPorts.length : usual) -
      (/nginx|haproxy|traefik|caddy|envoy|httpd|gateway|proxy|web|front/i.test(
        `${service.image} ${service.name}`,
      )
        ? 20
        : 0)
    );
  };
  return doors.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * What to break first, safely: something that the gateway needs, the nearest first, so that users
 * may notice; nothing that keeps data or ends by itself. If there is no such thing, or the
 * dependencies are unknown, the gateway itself. Killed where something promises to start it again,
 * for that promise is worth a test; else frozen for a moment, which leaves no trace.
 */
export function firstFault(services: readonly Sighting[], door: Door): FirstFault {
  const breakable = (service: Sighting): boolean =>
    !isStore(service) && !service.keeps && !service.ends;
  const revived = (service: Sighting): boolean =>
    service.restarts !== undefined && service.ports.every(({ outside }) => outside !== undefined);
  const behind = neededBy(door.service, services).filter(({ service }) => breakable(service));
  const chosen = behind.find(({ service }) => revived(service)) ?? behind[0];
  const service = chosen?.service ?? door.service;
  const fault = breakable(service) && revived(service) ? "kill" : "pause";
  if (chosen !== undefined) return { service, fault, why: wayOf(chosen.way) };
  return {
    service,
    fault,
    why:
      door.service.needs.length === 0
        ? "users connect here, and no dependency is declared"
        : `users connect here; what it needs keeps data or stops by itself: ${door.service.needs.map(({ on }) => on).join(", ")}`,
  };
}

/** All that a service needs, through others too, the nearest first, with the way there. */
function neededBy(
  from: Sighting,
  services: readonly Sighting[],
): readonly {
  readonly service: Sighting;
  readonly way: readonly (Need & { readonly by: string })[];
}[] {
  const found = new Map<Sighting, readonly (Need & { readonly by: string })[]>([[from, []]]);
  for (const [service, way] of found) {
    for (const need of service.needs) {
      const next = services.find(({ name }) => name === need.on);
      if (next !== undefined && !found.has(next))
        found.set(next, [...way, { ...need, by: service.name }]);
    }
  }
  return [...found].slice(1).map(([service, way]) => ({ service, way }));
}

/** `web needs api (depends_on), which needs queue (QUEUE_URL)`. */
function wayOf(way: readonly (Need & { readonly by: string })[]): string {
  return way
    .map(
      ({ by, on, how }, index) => `${index === 0 ? `${by} needs` : "which needs"} ${on} (${how})`,
    )
    .join(", ");
}
