import type { Attachment } from "./attachment.ts";

/** How to take a fault back: data, so that another process can do it from the journal. */
export type Undo =
  | { readonly do: "resume"; readonly target: string }
  | { readonly do: "start"; readonly target: string }
  | { readonly do: "end-flow"; readonly flow: string }
  | {
      readonly do: "remove-toxic";
      readonly api: string;
      readonly link: string;
      readonly toxics: readonly string[];
    }
  | { readonly do: "enable-link"; readonly api: string; readonly link: string }
  | {
      readonly do: "heal-links";
      readonly api: string;
      readonly links: readonly { readonly link: string; readonly toxics: readonly string[] }[];
    }
  /** What a component may use of the machine; null where nothing bounded it. */
  | {
      readonly do: "allow";
      readonly target: string;
      readonly limits: {
        readonly cpus?: number | null;
        readonly memoryBytes?: number | null;
        readonly memoryAndSwapBytes?: number | null;
      };
    }
  /** Each component back to its places on its networks. */
  | {
      readonly do: "rejoin";
      readonly target: string;
      readonly places: Readonly<Record<string, readonly Attachment[]>>;
    }
  | { readonly do: "remove-file"; readonly target: string; readonly file: string }
  | { readonly do: "end-sessions"; readonly target: string; readonly sessions: string };

/** What is put back by it: one target, each component of a group, or nothing with a name. */
export function undoTargets(undo: Undo): readonly string[] {
  if ("places" in undo) return Object.keys(undo.places);
  return "target" in undo ? [undo.target] : [];
}

/** What is left of an undo when some targets are given up; undefined when it is nothing. */
export function undoWithout(undo: Undo, targets: ReadonlySet<string>): Undo | undefined {
  if (!("places" in undo))
    return undoTargets(undo).some((one) => targets.has(one)) ? undefined : undo;
  const places = Object.fromEntries(
    Object.entries(undo.places).filter(([component]) => !targets.has(component)),
  );
  return Object.keys(places).length === 0 ? undefined : { ...undo, places };
}
