/** Values of an element's attributes; `undefined` leaves the attribute out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Text made safe for XML and HTML, in content and in attributes. */
export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** One SVG element as a string; children are markup already, attributes are escaped here. */
export function element(
  name: string,
  attributes: Attributes,
  ...children: readonly string[]
): string {
  const listed = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === "number" ? coordinate(value) : escapeXml(String(value))}"`,
    )
    .join("");
  return children.length === 0
    ? `<${name}${listed}/>`
    : `<${name}${listed}>${children.join("")}</${name}>`;
}

/** A `<text>` with escaped content. */
export function label(content: string, attributes: Attributes): string {
  return element("text", attributes, escapeXml(content));
}

/** A number of pixels with one decimal, never `-0`, `NaN` or an exponent. */
export function coordinate(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`chart: ${value} is no coordinate`);
  const rounded = Math.round(value * 10) / 10;
  return String(rounded === 0 ? 0 : rounded);
}

/** The `d` of a path through points; `null` lifts the pen. */
export function pathThrough(points: readonly (readonly [number, number] | null)[]): string {
  let pen = "M";
  let d = "";
  for (const point of points) {
    if (point === null) {
      pen = "M";
      continue;
    }
    d += `${pen}${coordinate(point[0])} ${coordinate(point[1])}`;
    pen = "L";
  }
  return d;
}

/**
 * A whole chart: `id` must be unique in the page, title and description are its text alternative.
 */
export function chart(
  spec: { id: string; width: number; height: number; title: string; description: string },
  ...children: readonly string[]
): string {
  return element(
    "svg",
    {
      id: spec.id,
      class: "chart",
      viewBox: `0 0 ${coordinate(spec.width)} ${coordinate(spec.height)}`,
      role: "img",
      "aria-labelledby": `${spec.id}-title ${spec.id}-text`,
      xmlns: "http://www.w3.org/2000/svg",
    },
    element("title", { id: `${spec.id}-title` }, escapeXml(spec.title)),
    element("desc", { id: `${spec.id}-text` }, escapeXml(spec.description)),
    ...children,
  );
}

/** Diagonal hatching, the ground on which a fault is drawn; used as `fill="url(#<id>)"`. */
export function hatching(id: string): string {
  return element(
    "pattern",
    { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    element("line", { class: "hatch", x1: 0, y1: 0, x2: 0, y2: 7 }),
  );
}
