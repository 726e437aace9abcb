import { describe, expect, it } from "vitest";
import {
  flavourOf,
  identifier,
  isSupported,
  quoted,
  serverName,
  versionIn,
} from "../../src/mysql/dialect.ts";

describe("a server's version", () => {
  it.each([
    [
      "10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)",
      "10.11.19-MariaDB-0+deb12u1",
      "mariadb",
      "MariaDB 10.11.19",
    ],
    [
      "8.0.46-0ubuntu0.24.04.1 for Linux on x86_64 ((Ubuntu))",
      "8.0.46-0ubuntu0.24.04.1",
      "mysql",
      "MySQL 8.0.46",
    ],
    ["9.7.4-2 for Linux on x86_64 ((Debian))", "9.7.4-2", "mysql", "MySQL 9.7.4"],
    ["5.5.5-10.6.18-MariaDB-log", "10.6.18-MariaDB-log", "mariadb", "MariaDB 10.6.18"],
  ] as const)("is read from %s", (text, version, flavour, name) => {
    expect(versionIn(text)).toBe(version);
    expect(flavourOf(version)).toBe(flavour);
    expect(serverName(version)).toBe(name);
  });

  it("is undefined where there is none", () => {
    expect(versionIn("error while loading shared libraries: liburing.so.2")).toBeUndefined();
  });

  it.each([
    ["10.5.28-MariaDB", false],
    ["10.6.1-MariaDB", true],
    ["11.8.3-MariaDB", true],
    ["5.7.44", false],
    ["8.0.11", true],
    ["9.7.4-2", true],
  ])("%s is supported: %s", (version, supported) => {
    expect(isSupported(version)).toBe(supported);
  });
});

describe("quoting", () => {
  it("keeps text and names inside their quotes", () => {
    expect(quoted(`it's a \\ "thing"`)).toBe(`'it''s a \\\\ "thing"'`);
    expect(identifier("my`table")).toBe("`my``table`");
  });
});
