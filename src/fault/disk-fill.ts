import { z } from "zod";
import { part, type Fault, type FaultRequest } from "./fault.ts";

const params = z.strictObject({
  folder: z.string().regex(/^\/[^\0]*$/, "must be a folder inside the component, /var/lib/mysql"),
  leaveMebibytes: z.number().min(0).default(0),
});
type Params = z.output<typeof params>;
const MiB = 1024 * 1024;
/** A file system hands out room in blocks: this little is as good as none. */
const crumb = 64 * 1024;

const fileOf = ({ id, with: { folder } }: FaultRequest<Params>): string =>
  `${folder.replace(/\/$/, "")}/.gameday-${id}.fill`;

/**
 * Fills a component's volume: what it cannot write it cannot keep. Only where the volume has a size
 * of its own; nothing else on the machine gets full.
 */
export const diskFill: Fault<Params> = {
  name: "disk-fill",
  doc: "Fills the volume at `folder` of a component until only `leaveMebibytes` are free; the volume must have a fixed size.",
  target: "component",
  needs: ["disk"],
  params,
  mark: { label: "disk full", color: "#D55E00" },
  obstacle: async (world, { target, with: { folder, leaveMebibytes } }) => {
    const { bounded, freeBytes } = await part(world, "disk").room(target, folder);
    if (bounded && leaveMebibytes * MiB >= freeBytes)
      return `only ${Math.floor(freeBytes / 1024)} KiB are free at ${folder} in ${target}: leaving ${leaveMebibytes} MiB fills nothing`;
    return bounded
      ? undefined
      : `${folder} in ${target} is not a volume of a fixed size: filling it would fill this machine's disk (in a compose file: tmpfs: ["${folder}:size=64m"])`;
  },
  undo: (request) => ({ do: "remove-file", target: request.target, file: fileOf(request) }),
  apply: (world, request) =>
    part(world, "disk").fill(request.target, fileOf(request), request.with.leaveMebibytes * MiB),
  verify: async (world, request) => {
    const {
      target,
      with: { folder, leaveMebibytes },
    } = request;
    const disk = part(world, "disk");
    const [{ totalBytes, freeBytes }, there] = [
      await disk.room(target, folder),
      await disk.exists(target, fileOf(request)),
    ];
    return {
      ok: there && freeBytes <= leaveMebibytes * MiB + crumb,
      evidence: `${Math.round(freeBytes / 1024)} of ${Math.round(totalBytes / 1024)} KiB are free at ${folder} in ${target}`,
    };
  },
};
