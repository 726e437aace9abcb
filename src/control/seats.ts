import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Who may speak for whom in this drill. Each seat has a secret that only its holder has: here are
 * only hashes, in memory, and they are gone with the drill.
 */
export class Seats {
  private readonly hashes = new Map<string, Buffer>();

  /** A new seat; the secret is given out once. A seat of the same person is void from here on. */
  give(person: string): string {
    const secret = randomBytes(32).toString("base64url");
    this.hashes.set(person, hashOf(secret));
    return secret;
  }

  take(person: string): void {
    this.hashes.delete(person);
  }

  /** Whose secret this is. It compares with every seat, so the time it takes reveals nothing. */
  holderOf(secret: string): string | undefined {
    const given = hashOf(secret);
    let holder: string | undefined;
    for (const [person, hash] of this.hashes) if (timingSafeEqual(hash, given)) holder = person;
    return holder;
  }
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
