/** What `docker compose` writes on the containers that it makes. */

const projectLabel = "com.docker.compose.project";
const serviceLabel = "com.docker.compose.service";
const numberLabel = "com.docker.compose.container-number";
const oneOffLabel = "com.docker.compose.oneoff";
const dependsLabel = "com.docker.compose.depends_on";
const filesLabel = "com.docker.compose.project.config_files";

export interface ComposePart {
  readonly project: string | undefined;
  readonly service: string | undefined;
  /** Which of the service's containers, from 1. */
  readonly number: number;
  /** Made by `docker compose run`, and no part of the system. */
  readonly oneOff: boolean;
  /**
   * Services that it depends on, and whether it waits for their end:
   * `api:service_healthy:false,migrate:service_completed_successfully:false`.
   */
  readonly needs: readonly { readonly service: string; readonly completed: boolean }[];
  /** The files that its project was started from, absolute paths. */
  readonly files: readonly string[];
}

/** A container's place in its compose project, if it has one. */
export function readCompose(labels: Readonly<Record<string, string>>): ComposePart {
  return {
    project: labels[projectLabel],
    service: labels[serviceLabel],
    number: Number(labels[numberLabel]),
    oneOff: labels[oneOffLabel] === "True",
    needs: (labels[dependsLabel] ?? "").split(",").flatMap((each) => {
      const [service = "", condition] = each.split(":");
      return service === ""
        ? []
        : [{ service, completed: condition === "service_completed_successfully" }];
    }),
    files: (labels[filesLabel] ?? "").split(",").filter((file) => file !== ""),
  };
}

/** The engine's filter for the containers of a compose project. */
export function ofProject(project: string): { label: string[] } {
  return { label: [`${projectLabel}=${project}`] };
}
