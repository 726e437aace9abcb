/** Who wrote or caused an event. */
export interface Actor {
  readonly id: string;
  readonly kind: "engine" | "monitor" | "bot" | "person";
  readonly roles: readonly string[];
}

export const engineActor: Actor = { id: "engine", kind: "engine", roles: [] };

export const monitorActor: Actor = { id: "monitor", kind: "monitor", roles: [] };

/** Anyone who used a component's own interface: people have no identities there. */
export const someoneHere: Actor = { id: "someone on this host", kind: "person", roles: [] };

/** Only the facts show that something was changed. */
export const unseenHand: Actor = { id: "outside of our view", kind: "person", roles: [] };

/** A person of whom the drill knows who it is. */
export function isKnownPerson({ id, kind }: Actor): boolean {
  return kind === "person" && id !== someoneHere.id && id !== unseenHand.id;
}
