import { describe, expect, it } from "vitest";
import { accountStatements, portableGrant } from "../../src/mysql/grant.ts";

describe("portable grants", () => {
  it.each([
    ["kill", ["PROCESS, CONNECTION_ADMIN ON *.*"], ["PROCESS, CONNECTION ADMIN ON *.*"]],
    [
      "monitor",
      ["SELECT ON performance_schema.*", "SELECT, EXECUTE ON sys.*"],
      ["SELECT ON performance_schema.*", "SELECT, EXECUTE ON sys.*"],
    ],
    [
      "admin",
      [
        "ALL PRIVILEGES ON `shop`.*",
        expect.stringMatching(/^PROCESS, .*SYSTEM_VARIABLES_ADMIN ON \*\.\*$/),
        "SELECT ON performance_schema.*",
        "SELECT, EXECUTE ON sys.*",
      ],
      [
        "ALL PRIVILEGES ON `shop`.*",
        expect.stringMatching(/^PROCESS, .*READ_ONLY ADMIN ON \*\.\*$/),
        "SELECT ON performance_schema.*",
        "SELECT, EXECUTE ON sys.*",
      ],
    ],
    ["PROCESS", ["PROCESS ON *.*"], ["PROCESS ON *.*"]],
    ["process", ["PROCESS ON *.*"], ["PROCESS ON *.*"]],
    ["SELECT,INSERT ON shop.*", ["SELECT, INSERT ON `shop`.*"], ["SELECT, INSERT ON `shop`.*"]],
    [
      "CREATE TEMPORARY TABLES, SELECT ON `shop`.orders",
      ["CREATE TEMPORARY TABLES, SELECT ON `shop`.`orders`"],
      ["CREATE TEMPORARY TABLES, SELECT ON `shop`.`orders`"],
    ],
    ["connection_admin", ["CONNECTION_ADMIN ON *.*"], ["CONNECTION ADMIN ON *.*"]],
    ["READ_ONLY ADMIN", ["SYSTEM_VARIABLES_ADMIN ON *.*"], ["READ_ONLY ADMIN ON *.*"]],
    ["SLAVE MONITOR ON *.*", ["REPLICATION CLIENT ON *.*"], ["SLAVE MONITOR ON *.*"]],
  ])("%s", (grant, mysql, mariadb) => {
    expect(portableGrant("mysql", grant, "shop")).toEqual(mysql);
    expect(portableGrant("mariadb", grant, "shop")).toEqual(mariadb);
  });

  it.each([
    "",
    "SELECT ON shop.*; DROP TABLE orders",
    "SELECT ON shop.* TO 'root'@'%'",
    "SELECT ON (SELECT 1)",
    "-- nothing",
    "SELECT ON a.b.c",
  ])("refuses %j", (grant) => {
    expect(() => portableGrant("mysql", grant, "shop")).toThrow(
      expect.objectContaining({
        code: "GD-S003",
        hint: expect.stringContaining("SELECT ON shop.*"),
      }),
    );
  });

  it.each([
    "FILE",
    "SUPER",
    "ALL PRIVILEGES",
    "ALL ON *.*",
    "SELECT, file",
    "CREATE USER",
    "GRANT OPTION",
    "INSERT ON *.*",
    "UPDATE ON mysql.*",
    "INSERT ON `MySQL`.plugin",
    "create tablespace",
  ])("give nobody the files of the server or its accounts: %s", (grant) => {
    for (const flavour of ["mysql", "mariadb"] as const)
      expect(() => portableGrant(flavour, grant, "shop")).toThrow(
        expect.objectContaining({
          code: "GD-S003",
          message: expect.stringContaining("files or accounts"),
        }),
      );
  });

  it("make an account that may log in from any host", () => {
    expect(
      accountStatements(
        "mariadb",
        "app",
        { password: "it's", grants: ["SELECT ON shop.*", "kill"] },
        "shop",
      ),
    ).toEqual([
      "CREATE USER IF NOT EXISTS 'app'@'%' IDENTIFIED BY 'it''s'",
      "ALTER USER 'app'@'%' IDENTIFIED BY 'it''s'",
      "GRANT SELECT ON `shop`.* TO 'app'@'%'",
      "GRANT PROCESS, CONNECTION ADMIN ON *.* TO 'app'@'%'",
    ]);
  });
});
