import { quoted } from "../mistake.ts";
import { error, type Rule } from "./rule.ts";

const grant =
  /^(?:admin|kill|monitor|[A-Za-z_]+(?: [A-Za-z_]+)*(?: *, *[A-Za-z_]+(?: [A-Za-z_]+)*)*?(?: +ON +(?:\*\.\*|`?[\w$-]+`?\.(?:\*|`?[\w$-]+`?)))?)$/i;
/**
 * Privileges on all databases that reach files of the machine, or accounts: the drill's server
 * refuses them, and others like them.
 */
const tooMuch =
  /^(?=.*\b(?:FILE|SUPER|ALL|GRANT OPTION|CREATE USER|INSERT|UPDATE|DELETE)\b)(?!.* ON +(?!\*\.\*)).*$/i;

export const grants: Rule = {
  doc: "A grant is one of kill, monitor, admin, or privileges on a database.",
  check: ({ scenario }) =>
    Object.entries(scenario.stack).flatMap(([name, component]) =>
      component.kind !== "mysql"
        ? []
        : Object.entries(component.accounts).flatMap(([account, of]) =>
            of.grants.flatMap((each, index) => {
              const path = ["stack", name, "accounts", account, "grants", index];
              if (each.length >= 300 || !grant.test(each.trim()))
                return [
                  error({
                    code: "GD-S003",
                    path,
                    message: `${quoted(each)} is not a grant`,
                    hint: 'write "SELECT ON shop.*", PROCESS, or one of kill, monitor, admin',
                  }),
                ];
              return tooMuch.test(each.trim())
                ? [
                    error({
                      code: "GD-S003",
                      path,
                      message: `${quoted(each)} gives access to the server's files or accounts`,
                      hint: `grant it on one database, "SELECT, INSERT ON ${component.database}.*", or use admin`,
                    }),
                  ]
                : [];
            }),
          ),
    ),
};
