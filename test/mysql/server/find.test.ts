import { statSync } from "node:fs";
import { chmod, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { findClient, findServer } from "../../../src/mysql/server/find.ts";
import { installServer } from "../../../src/mysql/server/install.ts";
import type { Step } from "../../../src/mysql/server/server.ts";
import { packagesIn } from "../../../src/mysql/server/apt.ts";
import { installCommand, isDebianLike, systemFrom } from "../../../src/mysql/server/system.ts";
import { lacking, required } from "../../support/required.ts";
import { serverForTests } from "../../support/real-server.ts";
import { ownFolder } from "../../support/own-folder.ts";

// Servers are initialised and filled here, beside whatever else this machine does.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const server = await serverForTests();
let home: string;
beforeEach(() => {
  home = ownFolder();
});

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(home, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(home, name), 0o755);
}

/** Runs a program of the real server, told where its files are when they were unpacked. */
function real(file: string | undefined): string {
  if (server?.basedir === undefined) return `exec ${file} "$@"`;
  const place = `--basedir=${server.basedir} --lc-messages-dir=${join(server.basedir, "share", "mysql")}`;
  return `first=$1; shift; LD_LIBRARY_PATH=${server.libraryPath ?? ""} exec ${file} "$first" ${place} "$@"`;
}

const says = (version: string): string =>
  `case "$*" in *--version*) echo "$0  Ver ${version} for Linux on x86_64"; exit 0;; esac`;

describe("finding a server", () => {
  it("says that there is none where there is none", async () => {
    expect(await findServer(join(home, "cache"), { path: home })).toEqual({
      tried: ["no mariadbd or mysqld on PATH"],
    });
  });

  it("passes over one that is too old, one that does not run and one that fails its trial start, each with the reason", async () => {
    await program("mysqld", says("5.7.44"));
    expect((await findServer(join(home, "cache"), { path: home })).tried).toEqual([
      `${join(home, "mysqld")}: MySQL 5.7.44 is too old; the minimum is MariaDB 10.6 or MySQL 8.0`,
    ]);
    await program(
      "mysqld",
      "echo 'error while loading shared libraries: libaio.so.1' >&2; exit 127",
    );
    expect((await findServer(join(home, "cache"), { path: home })).tried).toEqual([
      `${join(home, "mysqld")} does not report its version\nerror while loading shared libraries: libaio.so.1`,
    ]);
    await program(
      "mysqld",
      `${says("8.0.46")}\necho "mysqld: Can't create directory (OS errno 13 - Permission denied)"; exit 1`,
    );
    const { found, tried } = await findServer(join(home, "cache"), { path: home });
    expect(found).toBeUndefined();
    expect(tried).toEqual([
      `${join(home, "mysqld")} cannot make a data directory\nmysqld: Can't create directory (OS errno 13 - Permission denied)`,
    ]);
    expect(await readdir(join(home, "cache", "mysql", "data"))).toEqual([]);
  });

  it.skipIf(server === undefined)(
    "tries a program again after its file has changed, and not before",
    async () => {
      const log = join(home, "starts");
      const wrap = (more: string): string =>
        `echo "$1 $2" >> ${log}\n${more}\n${real(server?.daemon)}`;
      if (server?.flavour === "mariadb")
        await program("mariadb-install-db", real(server.initialise));
      const name = server?.flavour === "mariadb" ? "mariadbd" : "mysqld";
      const find = (): ReturnType<typeof findServer> =>
        findServer(join(home, "cache"), { path: home });
      await program(name, wrap("# first"));
      expect((await find()).found).toMatchObject({ daemon: join(home, name), source: "PATH" });
      const before = statSync(log).size;
      await find();
      expect(statSync(log).size - before).toBe("--no-defaults --version\n".length);
      await program(
        name,
        `case "$*" in *--version*) ${real(server?.daemon)};; esac\necho 'apparmor="DENIED"'; exit 1`,
      );
      expect((await find()).tried).toEqual([
        expect.stringMatching(/does not start\napparmor="DENIED"$/),
      ]);
    },
  );

  it.skipIf(server === undefined)(
    "finds the client that belongs to the server, or none",
    async () => {
      if (server === undefined) return;
      const client = await findClient(server);
      if (client !== undefined) expect(client.program).toMatch(/\/(mariadb|mysql)$/);
    },
  );
});

// It downloads from the distribution, so it runs only where that was asked for.
if (!required("mysql")) lacking("downloads");
describe.skipIf(!required("mysql"))("installing a server", () => {
  it("unpacks one that runs into the cache and nothing else, step by step", async () => {
    const steps: Step[] = [];
    const installed = await installServer(home, { onStep: (step) => steps.push(step) });
    expect(installed).toMatchObject({ source: "cache", daemon: expect.stringContaining(home) });
    expect((await findServer(home, { path: "" })).found).toEqual(installed);
    expect(steps.filter(({ state }) => state === "done").map(({ title }) => title)).toEqual([
      "query the distribution's packages",
      "download the server",
      "unpack",
      "trial start",
    ]);
    expect(steps.every(({ fraction = 0 }) => fraction >= 0 && fraction <= 1)).toBe(true);
    expect(await readdir(home)).toEqual(["mysql"]);
    expect((await readdir(join(home, "mysql"))).sort()).toEqual(["data", "servers", "trials"]);
    expect(await readdir(join(home, "mysql", "servers"))).toHaveLength(1);
    expect((await findClient(installed))?.program).toContain(home);
  }, 180_000);

  it("leaves nothing when it is aborted", async () => {
    const abort = new AbortController();
    const installed = installServer(home, {
      signal: abort.signal,
      onStep: ({ state }) => state === "done" && abort.abort(new Error("Ctrl-C")),
    });
    await expect(installed).rejects.toThrow("Ctrl-C");
    expect(await readdir(join(home, "mysql", "servers"))).toEqual([]);
  }, 180_000);
});

describe("on other systems", () => {
  it.each([
    ['ID=fedora\nPRETTY_NAME="Fedora Linux 43"', false, "sudo dnf install mariadb-server"],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"', false, "sudo dnf install mariadb-server"],
    ["ID=alpine", false, "sudo apk add mariadb mariadb-client"],
    ["ID=arch", false, "sudo pacman -S mariadb"],
    ['ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"', false, "sudo zypper install mariadb"],
    [
      "ID=linuxmint\nID_LIKE=ubuntu",
      true,
      "sudo apt-get install mariadb-server-core mariadb-client-core",
    ],
    ["ID=debian", true, "sudo apt-get install mariadb-server-core mariadb-client-core"],
    ["ID=plan9", false, undefined],
  ])("%j has apt: %s, and else is told to type %s", (osRelease, apt, command) => {
    expect(isDebianLike(systemFrom(osRelease))).toBe(apt);
    expect(installCommand(systemFrom(osRelease))).toBe(command);
  });
});

describe("what apt would fetch", () => {
  it("is read as exact versions, without the C library", () => {
    const printed = `Need to get 8452 kB of archives.
'http://mirror/pool/main/liba/libaio/libaio1_0.3.113-4_amd64.deb' libaio1_0.3.113-4_amd64.deb 13360 MD5Sum:d1fd
'http://mirror/pool/main/m/mariadb/mariadb-common_10.11.19-0%2bdeb12u1_all.deb' mariadb-common_1%3a10.11.19-0+deb12u1_all.deb 27624 
'http://mirror/pool/main/g/glibc/libc6_2.43-7_amd64.deb' libc6_2.43-7_amd64.deb 1866392 SHA256:aa`;
    expect(packagesIn(printed)).toEqual([
      { name: "libaio1", exact: "libaio1:amd64=0.3.113-4", bytes: 13_360 },
      { name: "mariadb-common", exact: "mariadb-common:all=1:10.11.19-0+deb12u1", bytes: 27_624 },
    ]);
  });
});
