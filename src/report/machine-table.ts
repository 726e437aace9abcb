import type { Thinned } from "../metrics/thinning.ts";
import { marginOf } from "../plan/margin.ts";
import type { Table } from "./chart/data-table.ts";
import type { Context } from "./context.ts";
import { amount, counted } from "../wording/figure.ts";

/**
 * What else used the machine, and whether it stayed as fast as it was when its capacity was
 * measured.
 */
export function machineTable({ summary, plan, clock }: Context): Table {
  const { machine, calibration, values, resolved } = summary;
  const rows: string[][] = [];
  for (const { name, windows, machine: sample, noisy } of calibration) {
    if (windows !== undefined)
      rows.push([
        `${name}, each window`,
        windows.map(amount).join(", "),
        noisy === true
          ? "the best one counts; noisy, so the real value may be higher"
          : "the best one counts",
      ]);
    if (sample !== undefined)
      rows.push([
        `other programs while ${name} was measured`,
        cpuWords(sample.othersCpus),
        sample.cpus === 0 ? "" : `of ${counted(sample.cpus, "CPU")}`,
      ]);
  }
  for (const { name, value, unit, times, when, atMs } of machine.repeated)
    rows.push([
      `${name} ${when === "after-play" ? "after the drill" : "before the fault"}`,
      `${amount(value)} ${unit}`,
      `${amount(times)} times the first value, at ${clock(atMs)}`,
    ]);
  if (calibration.length > 0)
    rows.push([
      "speed for the drill",
      range(machine.speed),
      machine.speed.mean.length === 0
        ? ""
        : `1 is the speed when capacity was measured${resolved ? `; the fault's margin is ${amount(marginOf(plan, values).times)}` : ""}`,
    ]);
  if (machine.samples > 0 || calibration.length > 0)
    rows.push(
      [
        "CPUs used by other programs",
        range(machine.othersCpus),
        "without the drill's own processes",
      ],
      ["CPU steal", range(machine.stealCpus), "taken by the host of a virtual machine"],
    );
  return { label: "The machine's speed", head: ["what", "value", "note"], rows };
}

const cpuWords = (cpus: number | null): string => (cpus === null ? "not known" : amount(cpus));

/** `0.4 on average, 0.1 to 1.9`. */
function range({ mean, peak }: Thinned): string {
  const known = mean.flatMap((value) => (value === null ? [] : [value]));
  if (known.length === 0) return "not known on this system";
  const highest = Math.max(...peak.flatMap((value) => (value === null ? [] : [value])));
  return `${amount(known.reduce((sum, value) => sum + value, 0) / known.length)} on average, ${amount(Math.min(...known))} to ${amount(highest)}`;
}
