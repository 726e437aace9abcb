export * from "../org/profile.ts";
