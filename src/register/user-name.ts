import { userInfo } from "node:os";

/** Who types: as the system calls the user. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "you";
  }
}
