import type Docker from "dockerode";

/**
 * Does the engine choose where this port of a container is published, and choose again whenever it
 * starts or is plugged in? A range is a choice, too.
 */
export function isFleeting(
  { HostConfig }: { readonly HostConfig: Pick<Docker.HostConfig, "PortBindings"> },
  port: number,
): boolean {
  const wished = (HostConfig.PortBindings ?? {}) as Record<string, { HostPort?: string }[] | null>;
  return !(wished[`${port}/tcp`] ?? []).some(({ HostPort = "" }) => /^[1-9]\d*$/.test(HostPort));
}
