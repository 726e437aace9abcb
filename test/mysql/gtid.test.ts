import { describe, expect, it } from "vitest";
import { missingFrom } from "../../src/mysql/gtid.ts";

describe("what one server has and another lacks", () => {
  it.each([
    ["nothing, when both have the same", "0-1-228", "0-1-228", 0],
    ["what the other has not fetched yet", "0-1-225", "0-1-228", 3],
    ["nothing, when it is behind itself", "0-1-228", "0-1-225", 0],
    ["everything, of a server that has nothing", "", "0-1-12", 12],
    [
      "what a promoted replica wrote after its last common transaction",
      "0-1-230",
      "0-1-225,0-2-228",
      3,
    ],
    [
      "what the old primary alone wrote, seen from the promoted replica",
      "0-1-225,0-2-228",
      "0-1-230",
      5,
    ],
    ["each domain by itself", "0-1-5,3-1-7", "0-1-6,3-1-9", 3],
  ])("on MariaDB is %s", (_what, other, has, missing) => {
    expect(missingFrom(other, has, "mariadb")).toBe(missing);
  });

  const [a, b] = ["3e11fa47-71ca-11e1-9e33-c80aa9429562", "4f22fb58-82db-22f2-af44-d91bb0530673"];
  it.each([
    ["nothing, when both have the same", `${a}:1-9`, `${a}:1-9`, 0],
    ["holes and single transactions", `${a}:1-3:7`, `${a}:1-9:11`, 6],
    ["another source's transactions", `${a}:1-9`, `${a}:1-9,${b}:1-4`, 4],
    ["nothing, whatever the letters of the name", `${a.toUpperCase()}:1-9`, `${a}:1-9`, 0],
    ["those with a tag as a source of their own", `${a}:1-9`, `${a}:1-9:backup:1-2`, 2],
    ["everything, of a server that has nothing", "", `${a}:1-9`, 9],
  ])("on MySQL is %s", (_what, other, has, missing) => {
    expect(missingFrom(other, has, "mysql")).toBe(missing);
  });
});
