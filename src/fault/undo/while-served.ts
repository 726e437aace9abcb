import { isServerGone } from "../../proxy/toxiproxy-http.ts";

/** A proxy server that is gone has taken its links, and what was done to them, with it. */
export async function whileServed<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isServerGone(error)) return otherwise;
    throw error;
  }
}
