import { Temporal } from "temporal-polyfill";
import type { RotationFile } from "../schema/rotation.ts";
import { weekdays } from "./local-time.ts";
import type { Layer, Rotation } from "./rotation.ts";

/** The rotation that a correct entry of the file describes. */
export function rotationOf(id: string, file: RotationFile): Rotation {
  return {
    id,
    role: file.role,
    ...(file.service === undefined ? {} : { service: file.service }),
    timeZone: file.timeZone,
    layers: layersOf(file).flatMap((parts): readonly Layer[] => {
      const layer = layerOf(parts);
      return layer === undefined ? [] : [layer];
    }),
    overrides: file.overrides,
  };
}

type LayerFile = Pick<
  RotationFile,
  "people" | "every" | "handover" | "start" | "until" | "timeZone" | "hours" | "days"
>;

/** Each layer with what it takes from the rotation; without layers the rotation itself is one. */
export function layersOf(file: RotationFile): readonly LayerFile[] {
  return (file.layers ?? [{}]).map((own) => ({
    every: own.every ?? file.every,
    handover: own.handover ?? file.handover,
    start: own.start ?? file.start,
    timeZone: own.timeZone ?? file.timeZone,
    people: own.people ?? file.people,
    until: own.until ?? file.until,
    hours: own.hours ?? file.hours,
    days: own.days ?? file.days,
  }));
}

function layerOf(file: LayerFile): Layer | undefined {
  const [first, ...others] = file.people ?? [];
  if (first === undefined) return undefined;
  return {
    people: [first, ...others],
    everyDays: file.every,
    handover: file.handover.time,
    start: firstDay(file),
    timeZone: file.timeZone,
    ...(file.until === undefined ? {} : { until: file.until }),
    ...(file.hours === undefined ? {} : { hours: file.hours }),
    ...(file.days === undefined ? {} : { days: file.days.map((day) => weekdays.indexOf(day) + 1) }),
  };
}

/** The first day of the handover's name, from the start on. */
function firstDay({ start, handover: { day } }: LayerFile): string {
  if (day === undefined) return start;
  const date = Temporal.PlainDate.from(start);
  const wait = (weekdays.indexOf(day) + 1 - date.dayOfWeek + 7) % 7;
  return date.add({ days: wait }).toString();
}
