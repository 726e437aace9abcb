import { describe, expect, test } from "vitest";
import {
  checkedVariables,
  shapingVariables,
  variableArguments,
} from "../../../src/mysql/server/variable.ts";

describe("server variables of a scenario", () => {
  test.each([
    "datadir",
    "socket",
    "init_connect",
    "plugin_load_add",
    "innodb_data_home_dir",
    "log_bin_index",
    "secure-file-priv",
    "bind_address",
  ])("%s belongs to Gameday", (name) => {
    expect(() => checkedVariables({ [name]: "x" })).toThrow(/cannot be set by a scenario/);
  });

  test("the data file may have a bound, and no other place or name", () => {
    const bounded = { innodb_data_file_path: "ibdata1:12M:autoextend:max:56M" };
    expect(checkedVariables(bounded)).toEqual(bounded);
    expect(shapingVariables({ ...bounded, max_connections: 20 })).toEqual(bounded);
    expect(variableArguments(bounded)).toEqual([
      "--loose-innodb-data-file-path=ibdata1:12M:autoextend:max:56M",
    ]);
    for (const path of [
      "/tmp/ibdata1:12M",
      "../ibdata1:12M",
      "other:12M",
      "ibdata1:12M;ibdata2:12M",
      "ibdata1:12Mraw",
      "ibdata1",
    ]) {
      expect(() => checkedVariables({ innodb_data_file_path: path })).toThrow(/cannot be set/);
    }
  });

  test("a name is taken with dashes or underscores, and a value never holds a path", () => {
    expect(checkedVariables({ "Max-Connections": 151 })).toEqual({ max_connections: 151 });
    expect(() => checkedVariables({ sql_mode: "a/b" })).toThrow(/cannot be set/);
  });
});
