/**
 * How a container's process is ended as a crash ends it. The engine's own `kill` will not do: it
 * takes it for a wish, and restart policies do not act on wishes. A signal from the machine itself
 * is what an out-of-memory kill or a panic looks like.
 */
import { readFile } from "node:fs/promises";
import type Docker from "dockerode";

/** Why the process of a container cannot be signalled from here; undefined when it can. */
export async function whyNoCrash(
  { Id, State: { Pid } }: Docker.ContainerInspectInfo,
  local: boolean,
): Promise<string | undefined> {
  if (!local) return "the engine is on another machine";
  // On a desktop the engine runs in a virtual machine: the number may be anybody's here.
  const groups = await readFile(`/proc/${Pid}/cgroup`, "utf8").catch(() => "");
  if (!groups.includes(Id)) return "the engine runs in a virtual machine";
  try {
    process.kill(Pid, 0);
    return undefined;
  } catch {
    return "signalling its process requires root";
  }
}

/** Ends the process that a container runs. Only after `whyNoCrash` has found nothing. */
export function crash({ State: { Pid } }: Docker.ContainerInspectInfo): void {
  try {
    process.kill(Pid, "SIGKILL");
  } catch (error) {
    // It went by itself.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** What starts it again when it crashes; undefined when nothing does. */
export function restartPolicy({
  HostConfig: { RestartPolicy },
}: Docker.ContainerInspectInfo): string | undefined {
  const { Name = "" } = (RestartPolicy ?? {}) as { Name?: string };
  return Name === "" || Name === "no" ? undefined : Name;
}

/** Does something start it again when it crashes? */
export function restartsItself(info: Docker.ContainerInspectInfo): boolean {
  return restartPolicy(info) !== undefined;
}
