import { randomBytes } from "node:crypto";

/**
 * Passwords of one drill, made when they are first asked for: an account's name has the same one
 * throughout the stack.
 */
export function freshPasswords(): (account: string) => string {
  const made = new Map<string, string>();
  return (account) => {
    const password = made.get(account) ?? randomBytes(18).toString("base64url");
    made.set(account, password);
    return password;
  };
}
