import { differenceText } from "../../event/difference.ts";
import { amount, measured } from "../figure.ts";
import type { Happening, Words } from "./words.ts";

/** What is worth a line while a drill runs, and no more once it is over. */
export function progressLine(event: Happening): Words | undefined {
  const words = progressWords(event);
  return words === undefined ? undefined : { kind: "frame", ...words };
}

function progressWords(event: Happening): Omit<Words, "kind"> | undefined {
  switch (event.type) {
    case "drill.phase":
      return { tag: "phase", text: event.data.phase };
    case "component.state": {
      const { component, state, address, port, detail, log } = event.data;
      if (state !== "running") return undefined;
      return {
        tag: "stack",
        text: `${component} is running${address === undefined ? "" : ` on ${address}:${port ?? ""}`}`,
        detail: [detail ?? [], log === undefined ? [] : `log ${log}`].flat().join("; "),
      };
    }
    case "calibration.measured":
    case "calibration.repeated": {
      const { name, value, unit, detail } = event.data;
      const again = event.type === "calibration.repeated" ? " again" : "";
      return { tag: "measure", text: `${name}${again}: ${measured(value, unit)} (${detail})` };
    }
    case "load.changed": {
      const { flow, perSecond, journey } = event.data;
      return {
        tag: "load",
        text:
          perSecond === 0
            ? `${flow} ended`
            : `${flow} at ${amount(perSecond)}/s${journey === undefined ? "" : `: ${journey}`}`,
      };
    }
    case "load.stopped":
      return { tag: "load", text: "all load has stopped" };
    case "load.threshold":
      return threshold(event.data);
    case "heal.step": {
      const { what, ok, detail } = event.data;
      return {
        tag: "cleanup",
        text: `${what}${ok ? "" : ": failed"}`,
        ...(!ok && { good: false, ...(detail !== undefined && { detail }) }),
      };
    }
    case "restoration.checked": {
      const { target, differences } = event.data;
      if (differences.length === 0) return undefined;
      return {
        tag: "cleanup",
        text: `${target}: ${differences.map(differenceText).join(", ")}`,
        ...(differences.some(({ residue }) => residue) && { good: false }),
      };
    }
    default:
      return undefined;
  }
}

function threshold({
  flow,
  metric,
  threshold: limit,
  ok,
}: Extract<Happening, { type: "load.threshold" }>["data"]): Omit<Words, "kind"> {
  const judged = ok === true ? "kept" : "crossed";
  return {
    tag: "load",
    text: `${flow}: ${metric === undefined ? "" : `${metric} `}${limit} ${ok === null ? "not judged: k6 had exited" : judged}`,
    good: ok === true,
  };
}
