/** What stands for a secret. */
const hidden = "***";

/** `name: value`, `name=value`, `"name":"value"`, where the name says that the value is a secret. */
const named =
  /(["']?[\w-]*(?:passw(?:or)?d|passphrase|(?<![A-Za-z])pass|pwd|secret|token|api[_-]?key|x-auth[\w-]*|credentials?)["']?\s*[=:]\s*)("[^"]*"|'(?:[^'\\]|\\.|'')*'|[^\s,;&"')}]+)/gi;
const authorization =
  /(\b(?:proxy-)?authorization["']?\s*[=:]\s*["']?)(?:(?:bearer|basic)\s+)?[^\s"',}]+/gi;
const bearer = /(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi;
/** `IDENTIFIED BY '…'`, `IDENTIFIED WITH plugin AS '…'`, `PASSWORD('…')`, `requirepass …`. */
const identified =
  /(\bidentified\s+(?:with|via)?\s*[\w`]*\s*(?:by|as|using)\s+(?:password\s+)?|\bpassword\s*\(\s*|\brequirepass\s+)("[^"]*"|'(?:[^'\\]|\\.|'')*'|\S+)/gi;
const inUrl = /(\b[a-z][a-z\d+.-]*:\/\/)[^\s/@'"]*@/gi;
/** `SET PASSWORD FOR … = …` */
const setPassword = /(\bset\s+password\b[^=]*=\s*).+/gi;

/** `CREATE ROLE … PASSWORD '…'` */
const quotedPassword = /(\bpassword\s+)(?:"[^"]*"|[eE]?'(?:[^'\\]|\\.|'')*')/gi;
/** `--password x`, `-u user:x`, and `-px` of the clients of a database. */
const flag = /((?:^|\s)--?[\w-]*(?:password|passphrase|secret|token)\s+)(?!-)[^\s'"]+/gi;
const userFlag = /((?:^|\s)(?:-u|--user)[\s=]*[^\s:/]+:)\S+/g;
const clientFlag = /(\b(?:mysql|mariadb)[\w-]*\b[^\n]*?\s-p)[^\s'"]+/g;
const cookie = /(\b(?:set-)?cookie["']?\s*:\s*["']?)[^\n"']+/gi;
const privateKey =
  /(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** A text without what looks like a secret, and without the values that are known to be some. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let shown = text;
  for (const secret of secrets) if (secret !== "") shown = shown.replaceAll(secret, hidden);
  return shown
    .replaceAll(setPassword, `$1${hidden}`)
    .replaceAll(privateKey, `$1${hidden}`)
    .replaceAll(quotedPassword, `$1${hidden}`)
    .replaceAll(flag, `$1${hidden}`)
    .replaceAll(userFlag, `$1${hidden}`)
    .replaceAll(clientFlag, `$1${hidden}`)
    .replaceAll(cookie, `$1${hidden}`)
    .replaceAll(authorization, `$1${hidden}`)
    .replaceAll(bearer, `$1${hidden}`)
    .replaceAll(identified, `$1${hidden}`)
    .replaceAll(named, `$1${hidden}`)
    .replaceAll(inUrl, `$1${hidden}@`);
}

/** A command line; what `-e NAME=value` or `--env` hands to the program is its own business. */
export function commandLine(program: string, args: readonly string[]): string {
  const isEnv = (arg: string, at: number): boolean =>
    /^(-e\w+|--env)=/.test(arg) || /^(-e|--env)$/.test(args[at - 1] ?? "");
  const shown = args.map((arg, at) =>
    isEnv(arg, at) ? arg.replace(/^((?:--env=|-e)?\w*=).*$/s, `$1${hidden}`) : arg,
  );
  return [program, ...shown].join(" ");
}
