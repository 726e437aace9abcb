import { readArgs } from "../../verb/read-args.ts";
import { sendVerb, type Told } from "./send.ts";

export interface Joined extends Omit<Told, "data"> {
  readonly person: string;
  readonly roles: readonly string[];
  /** The secret of the seat. */
  readonly seat: string;
}

/** Takes a seat in a running drill; the secret is printed and kept nowhere. */
export async function joinDrill(wish: {
  readonly name: string | undefined;
  readonly role: string | undefined;
  readonly drill: string | undefined;
}): Promise<Joined> {
  const { drill, ...given } = wish;
  const { data, ...answer } = await sendVerb({
    verb: "join",
    args: readArgs("join", given),
    drill,
  });
  return { ...answer, ...(data as Pick<Joined, "person" | "roles" | "seat">) };
}
