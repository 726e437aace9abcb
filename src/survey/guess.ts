import { isStore, type Sighting } from "./sighting.ts";

/** Where users come in. */
export interface Door {
  readonly service: Sighting;
  /** Inside. */
  readonly port: number;
  readonly path: string;
  /** What a healthy answer is. */
  readonly status: number;
}

/** The one thing that a first Test breaks. */
export interface FirstFault {
  readonly service: Sighting;
  readonly fault: "kill" | "pause";
}

const usualPorts: readonly number[] = [80, 8080, 8000, 3000, 5000, 8081, 8888, 9000, 4000];

/** Doors to try, the likeliest first: published, not a store's, with a health check or on a port that web servers use. */
export function possibleDoors(services: readonly Sighting[]): readonly Door[] {
  const doors = services.filter((service) => !isStore(service)).flatMap((service) => service.ports.map(({ inside: port }): Door => {
    const { health } = service;
    return { service, port, path: health !== undefined && (health.port ?? port) === port ? health.path : "/", status: 200 };
  }));
  const rank = ({ port, service }: Door): number => {
    const usual = usualPorts.indexOf(port);
    return (usual < 0 ? usualPorts.length : usual) - (/nginx|haproxy|traefik|caddy|envoy|httpd|gateway|proxy|web|front/i.test(`${service.image} ${service.name}`) ? 20 : 0);
  };
  return doors.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * What is broken first, and safely: behind the door rather than the door, nothing that keeps data. Killed where something
 * promises to start it again, for that promise is worth a test; else frozen for a moment, which leaves no trace.
 */
export function firstFault(services: readonly Sighting[], door: Door): FirstFault {
  const mortal = services.filter((service) => !isStore(service) && !service.keeps);
  const behind = mortal.filter(({ name }) => name !== door.service.name);
  const revived = (service: Sighting): boolean => service.restarts !== undefined && service.ports.every(({ outside }) => outside !== undefined);
  const service = behind.find(revived) ?? behind[0] ?? door.service;
  return { service, fault: revived(service) && mortal.includes(service) ? "kill" : "pause" };
}
