import { userInfo } from "node:os";

/** The name of the user at the terminal, as the system knows it. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "you";
  }
}

/**
 * Who asks a drill from this terminal: the seat that `gameday join` put into the environment, else
 * the user whom the drill's socket trusts.
 */
export function asker(env: NodeJS.ProcessEnv): {
  readonly by: { readonly id: string; readonly kind: "person"; readonly roles: readonly [] };
  readonly seat?: string;
} {
  const seat = env["GAMEDAY_SEAT"];
  return {
    by: { id: userName(), kind: "person", roles: [] },
    ...(seat === undefined || seat === "" ? {} : { seat }),
  };
}
