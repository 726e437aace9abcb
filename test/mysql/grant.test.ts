import { describe, expect, it } from "vitest";
import { accountStatements, portableGrant } from "../../src/mysql/grant.ts";

describe("portable grants", () => {
  it.each([
    ["kill", ["PROCESS, CONNECTION_ADMIN ON *.*"], ["PROCESS, CONNECTION ADMIN ON *.*"]],
    ["monitor", ["SELECT ON performance_schema.*", "SELECT, EXECUTE ON sys.*"], ["SELECT ON performance_schema.*", "SELECT, EXECUTE ON sys.*"]],
    ["admin", ["ALL PRIVILEGES ON *.*"], ["ALL PRIVILEGES ON *.*"]],
    ["PROCESS", ["PROCESS ON *.*"], ["PROCESS ON *.*"]],
    ["process", ["PROCESS ON *.*"], ["PROCESS ON *.*"]],
    ["SELECT,INSERT ON shop.*", ["SELECT, INSERT ON `shop`.*"], ["SELECT, INSERT ON `shop`.*"]],
    ["CREATE TEMPORARY TABLES, SELECT ON `shop`.orders", ["CREATE TEMPORARY TABLES, SELECT ON `shop`.`orders`"], ["CREATE TEMPORARY TABLES, SELECT ON `shop`.`orders`"]],
    ["connection_admin", ["CONNECTION_ADMIN ON *.*"], ["CONNECTION ADMIN ON *.*"]],
    ["READ_ONLY ADMIN", ["SYSTEM_VARIABLES_ADMIN ON *.*"], ["READ_ONLY ADMIN ON *.*"]],
    ["SLAVE MONITOR ON *.*", ["REPLICATION CLIENT ON *.*"], ["SLAVE MONITOR ON *.*"]],
  ])("%s", (grant, mysql, mariadb) => {
    expect(portableGrant("mysql", grant)).toEqual(mysql);
    expect(portableGrant("mariadb", grant)).toEqual(mariadb);
  });

  it.each(["", "SELECT ON shop.*; DROP TABLE orders", "SELECT ON shop.* TO 'root'@'%'", "SELECT ON (SELECT 1)", "-- nothing", "SELECT ON a.b.c"])("refuses %j", (grant) => {
    expect(() => portableGrant("mysql", grant)).toThrow(expect.objectContaining({ code: "GD-S003", hint: expect.stringContaining("SELECT ON shop.*") }));
  });

  it("make an account that may log in from any host", () => {
    expect(accountStatements("mariadb", "app", { password: "it's", grants: ["SELECT ON shop.*", "kill"] })).toEqual([
      "CREATE USER IF NOT EXISTS 'app'@'%' IDENTIFIED BY 'it''s'",
      "ALTER USER 'app'@'%' IDENTIFIED BY 'it''s'",
      "GRANT SELECT ON `shop`.* TO 'app'@'%'",
      "GRANT PROCESS, CONNECTION ADMIN ON *.* TO 'app'@'%'",
    ]);
  });
});
