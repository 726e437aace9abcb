import { quoted } from "../mistake.ts";
import { error, type Rule } from "./rule.ts";

const grant = /^(?:admin|kill|monitor|[A-Za-z_]+(?: [A-Za-z_]+)*(?: *, *[A-Za-z_]+(?: [A-Za-z_]+)*)*?(?: +ON +(?:\*\.\*|`?[\w$-]+`?\.(?:\*|`?[\w$-]+`?)))?)$/i;

export const grants: Rule = {
  doc: "A grant is one of kill, monitor, admin, or privileges on a database.",
  check: ({ scenario }) =>
    Object.entries(scenario.stack).flatMap(([name, component]) =>
      component.kind !== "mysql"
        ? []
        : Object.entries(component.accounts).flatMap(([account, of]) =>
            of.grants.flatMap((each, index) => (each.length < 300 && grant.test(each.trim()) ? [] : [error({ code: "GD-S003", path: ["stack", name, "accounts", account, "grants", index], message: `${quoted(each)} is not a grant`, hint: 'write "SELECT ON shop.*", PROCESS, or one of kill, monitor, admin' })])),
          ),
    ),
};
