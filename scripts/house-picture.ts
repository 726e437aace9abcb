type House = Readonly<Record<string, readonly string[]>>;

/**
 * The house as a Mermaid graph: for each room the imports that say something, those that do not
 * follow from another.
 */
export function housePicture(house: House): string {
  const arrows = Object.keys(house)
    .toReversed()
    .flatMap((room) => {
      const friends = telling(house, room);
      return friends.length === 0 ? [] : [`  ${room} --> ${friends.join(" & ")}`];
    });
  return ["```mermaid", "graph TD", ...arrows, "```"].join("\n");
}

/** A room's imports without those that one of its other imports has as well, directly or not. */
function telling(house: House, room: string): readonly string[] {
  const friends = house[room] ?? [];
  return friends.filter(
    (friend) => !friends.some((other) => other !== friend && reaches(house, other, friend)),
  );
}

function reaches(house: House, from: string, to: string): boolean {
  return (house[from] ?? []).some((friend) => friend === to || reaches(house, friend, to));
}
