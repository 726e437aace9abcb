import { describe, expect, it } from "vitest";
import { commandLine, redact } from "../../src/kernel/redact.ts";

const canary = "canary-7f3a/9=x";

describe("what is shown of a call", () => {
  it.each([
    `CREATE USER 'app'@'%' IDENTIFIED BY '${canary}'`,
    `CREATE USER app IDENTIFIED WITH mysql_native_password BY '${canary}' REQUIRE NONE`,
    `ALTER USER app IDENTIFIED VIA mysql_native_password USING PASSWORD('${canary}')`,
    `SET PASSWORD FOR 'app'@'%' = '${canary}'`,
    `SET PASSWORD = PASSWORD('${canary}')`,
    `CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PASSWORD='${canary}', MASTER_PORT=3306`,
    `CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD = '${canary}'`,
    `{"name":"db","password":"${canary}","token": "${canary}"}`,
    `Authorization: Bearer ${canary}`,
    `{"authorization":"Basic ${canary}"}`,
    `GET https://app:${canary.replace("/", "")}@127.0.0.1:8474/proxies`,
    `MYSQL_ROOT_PASSWORD=${canary} API_KEY=${canary} mysqld`,
    `requirepass ${canary}`,
    `CREATE ROLE "app" LOGIN PASSWORD '${canary}'`,
    `ALTER ROLE app WITH ENCRYPTED PASSWORD 'it''s ${canary}' VALID UNTIL 'infinity'`,
    `mysqladmin --password ${canary} status`,
    `curl -u app:${canary} http://127.0.0.1/`,
    `curl --user app:${canary} http://127.0.0.1/`,
    `mysql -h 127.0.0.1 -p${canary} shop`,
    `PASS=${canary} DB_PASS=${canary} node x.js`,
    `X-Auth: ${canary}`,
    `X-Auth-Key: ${canary}`,
    `cookie: session=${canary}; other=${canary}`,
    `Set-Cookie: session=${canary}; HttpOnly`,
    `-----BEGIN RSA PRIVATE KEY----- ${canary} -----END RSA PRIVATE KEY-----`,
    `-----BEGIN PRIVATE KEY-----\n${canary}\n`,
  ])("holds no secret: %s", (text) => {
    const shown = redact(text);
    expect(shown).not.toContain("canary");
    expect(shown).toContain("***");
  });

  it("holds no value that is known to be a secret, wherever it is", () => {
    expect(redact("SELECT 'it-is-me'", ["it-is-me", ""])).toBe("SELECT '***'");
  });

  it("keeps everything else", () => {
    for (const text of [
      "SELECT id, state FROM information_schema.processlist WHERE command <> 'Sleep'",
      'POST http://127.0.0.1:8474/proxies/db/toxics {"type":"latency","attributes":{"latency":300}}',
      "POST /containers/create gameday-7f3a-db",
      "docker run --pass-through; bypass=on, compass: north",
      "mysql -h 127.0.0.1 -P 3306 shop",
      "the password of app was changed",
    ])
      expect(redact(text)).toBe(text);
  });

  it("holds nothing that a command line hands to the program's environment", () => {
    const args = [
      "run",
      "-e",
      `KEY=${canary} and more`,
      `--env=B=${canary}`,
      `-eC=${canary}`,
      "x.js",
    ];
    expect(commandLine("k6", args)).toBe("k6 run -e KEY=*** --env=B=*** -eC=*** x.js");
  });
});
