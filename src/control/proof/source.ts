/** Where a proof comes from: what its command looks at, as far as its words tell. */

/**
 * `prints`: it prints its arguments and reads nothing. `unknown`: it may read anything.
 */
export type Source = "system" | "prints" | "unknown";

/** They ask the system, the machine or its network. */
const askers = new Set(
  "mysql mariadb gameday mysqladmin mariadb-admin mysqldumpslow pt-query-digest mytop innotop redis-cli valkey-cli curl wget http nc ncat socat dig host nslookup ping docker podman ss netstat lsof ps top htop pgrep pstree vmstat iostat free df du tcpdump strace journalctl dmesg uptime who toxiproxy-cli".split(
    " ",
  ),
);
const printers = new Set("echo printf yes seq true : figlet banner cowsay".split(" "));
/**
 * They pass on what they are given; with a file that a component writes they look at the system.
 */
const filters = new Set(
  "cat tac nl grep egrep fgrep rg zgrep zcat sed head tail less more sort uniq wc cut tr tee paste column jq rev fold strings".split(
    " ",
  ),
);
const shells = new Set("sh bash dash zsh ash ksh".split(" "));
/** Words that may precede a program's name. */
const before = new Set(
  "sudo env nohup nice time timeout exec command builtin then do else ! { if while until".split(
    " ",
  ),
);

const sqlClients = new Set("mysql mariadb gameday".split(" "));
/** Logs of a drill are in a folder `logs`; a file elsewhere anybody may have written. */
const ownLog = /(^|\/)logs\/|^\/(proc|sys)\//;

/** What a command, word by word, can be seen to look at. */
export function sourceOf(words: readonly string[]): Source {
  const { program, rest } = programIn(words);
  if (program === undefined) return "prints";
  if (shells.has(program)) {
    const at = rest.findIndex((word) => /^-[a-z]*c[a-z]*$/.test(word));
    return at === -1 ? "unknown" : together(commandsIn(rest[at + 1] ?? "").map(sourceOf));
  }
  if (sqlClients.has(program) && tellsItself(rest)) return "prints";
  if (askers.has(program)) return isTurnedAway(rest) ? "unknown" : "system";
  if (printers.has(program)) return "prints";
  if (!filters.has(program)) return "unknown";
  if (rest.some((word) => ownLog.test(word))) return "system";
  // A pattern or a script is one word; a second one is a file of unknown content.
  return rest.filter((word) => !/^-|^<<|^\d*>/.test(word)).length >
    (program === "cat" || program === "tac" ? 0 : 1)
    ? "unknown"
    : "prints";
}

function together(sources: readonly Source[]): Source {
  if (sources.includes("system")) return "system";
  return sources.includes("unknown") ? "unknown" : "prints";
}

/** Does its output go elsewhere, so that no one has seen it? */
const isTurnedAway = (words: readonly string[]): boolean =>
  words.some((word) => /^[1&]?>/.test(word));

function programIn(words: readonly string[]): {
  readonly program: string | undefined;
  readonly rest: readonly string[];
} {
  let at = 0;
  while (at < words.length && (before.has(words[at] ?? "") || /^\w+=/.test(words[at] ?? "")))
    at += 1;
  return { program: words[at]?.replace(/^.*\//, ""), rest: words.slice(at + 1) };
}

/** `SELECT 'api', 61`: rows that come from the statement alone. */
function tellsItself(words: readonly string[]): boolean {
  const at = words.findIndex(
    (word) => /^(-e|--execute)$/.test(word) || /^(-e|--execute=)./.test(word),
  );
  if (at === -1) return false;
  const found = words[at] ?? "";
  const sql = /^(-e|--execute)$/.test(found)
    ? words[at + 1]
    : found.replace(/^(-e|--execute=)/, "");
  const bare = sql?.replaceAll(/'[^']*'|"[^"]*"/g, "''");
  return (
    bare !== undefined &&
    /^\s*(select|values|with)\b/i.test(bare) &&
    !/\bfrom\s+[^\s(]|@@|\bload_file\b/i.test(bare)
  );
}

/**
 * The commands of a shell's script, each in its words: a plain reading that knows quotes, pipes and
 * substitutions.
 */
function commandsIn(script: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  const pieces =
    withoutTexts(script).match(
      /'[^']*'|"(?:\\.|[^"\\])*"|\$\(|[;&|()`\n]|\\.|[^\s;&|()`'"\\$]+|\$|\s+/g,
    ) ?? [];
  let open = false;
  for (const piece of pieces) {
    const words = commands.at(-1) ?? [];
    if (/^(\$\(|[;&|()`\n])$/.test(piece)) {
      commands.push([]);
      open = false;
    } else if (/^\s+$/.test(piece)) {
      open = false;
    } else {
      const text = /^(['"])[^]*\1$/.test(piece) ? piece.slice(1, -1) : piece;
      if (open) words[words.length - 1] += text;
      else words.push(text);
      open = true;
    }
  }
  return commands.filter((words) => words.length > 0);
}

/**
 * Without texts that stand in the script to be printed, and with what double quotes hold to be
 * substituted.
 */
function withoutTexts(script: string): string {
  return script
    .replaceAll(/<<<\s*('[^']*'|"[^"]*"|\S+)/g, "")
    .replaceAll(
      /<<-?\s*['"]?(\w+)['"]?([^\n]*)\n(?:(?!\s*\1\s*(?:\n|$))[^\n]*\n)*\s*\1(?=\s*(?:\n|$))/g,
      "$2",
    )
    .replaceAll(/"(?=\$\(|`)/g, "");
}
