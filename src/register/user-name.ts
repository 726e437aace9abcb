import { userInfo } from "node:os";

/** The name of the user at the terminal, as the system knows it. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "you";
  }
}
