/**
 * What can be seen of a system that is not ours, before anything is broken in it: from a compose
 * file, from running containers, or both.
 */

/**
 * Another service that one names, and where it does: `depends_on`, `links`, or a variable of its
 * environment.
 */
export interface Need {
  readonly on: string;
  readonly how: string;
}

/** One service of a compose project, or one container by itself. */
export interface Sighting {
  /** As its owner calls it. */
  readonly name: string;
  readonly image: string;
  readonly ports: readonly {
    readonly inside: number;
    /** On this machine; undefined when it is chosen at each start. */ readonly outside:
      | number
      | undefined;
  }[];
  /** Where its own health check asks, when that is HTTP. */
  readonly health: { readonly path: string; readonly port: number | undefined } | undefined;
  /**
   * What starts it again when it crashes: the policy; undefined when nothing does, or when it
   * cannot be made to crash from here.
   */
  readonly restarts: string | undefined;
  /** It keeps data in volumes. */
  readonly keeps: boolean;
  readonly needs: readonly Need[];
  /**
   * It does its work and ends, as a migration does: nothing that one could break while users come.
   */
  readonly ends: boolean;
}

/** How a scenario names what was seen. */
export type Naming = { readonly project: string } | { readonly containers: true };

/** Images of what keeps other people's data: not what one breaks first. */
export function isStore({ image, name }: Sighting): boolean {
  return (
    /(^|[/_-])(mysql|mariadb|percona|postgres(ql)?|postgis|timescaledb|mongo(db)?|redis|valkey|keydb|memcached|elasticsearch|opensearch|cassandra|scylla|kafka|zookeeper|rabbitmq|nats|minio|etcd|consul|vault|influxdb|clickhouse(-server)?|mssql|oracle|neo4j|couchdb|db|database)\b/i.test(
      image.replace(/[:@].*$/, ""),
    ) || /^(db|database|mysql|mariadb|postgres|redis|mongo)$/i.test(name)
  );
}

/** Signs that a scenario's paths have a use of their own for, as a URL writes them. */
const escaped = (path: string): string =>
  path.replaceAll(/[{}$<>\\^`]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** The address of an HTTP health check, in whatever words it is asked. */
export function healthAddress(test: string): Sighting["health"] {
  const found = /https?:\/\/[^\s/:'"]+(?::(\d+))?(\/[^\s'"|;&)]*)?/.exec(test);
  return found === null
    ? undefined
    : {
        path: escaped(found[2] ?? "/"),
        port: found[1] === undefined ? undefined : Number(found[1]),
      };
}
