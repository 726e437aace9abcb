export * from "../org/mailboxes.ts";
