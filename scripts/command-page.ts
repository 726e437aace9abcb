/** What the reference needs of an oclif command class. */
export interface CommandClass {
  readonly summary?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly aliases?: readonly string[];
  readonly args?: Readonly<Record<string, Argument>>;
  readonly flags?: Readonly<Record<string, Flag>>;
  readonly strict?: boolean;
  /** Asked by programs only. */
  readonly hidden?: boolean;
}

interface Argument {
  readonly description?: string;
  readonly required?: boolean;
}

interface Flag {
  readonly description?: string;
  readonly char?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly options?: readonly string[];
  readonly multiple?: boolean;
  readonly env?: string;
  readonly dependsOn?: readonly string[];
}

/**
 * The command reference: an index, then each command with its form, arguments, flags and examples.
 */
export function commandPage(all: readonly { name: string; command: CommandClass }[]): string {
  const index = all.map(
    ({ name, command }) => `| [\`gameday ${name}\`](#${anchor(name)}) | ${command.summary ?? ""} |`,
  );
  return `In a clone the command is \`bin/gameday\`. Every command also takes \`--json\` (data on stdout), \`--debug\` ([each call that it makes](reliability.md#what-gameday-asks-of-other-programs)) and \`--help\`.
Exit codes are explained in [errors.md](errors.md).

| command | |
|---|---|
${index.join("\n")}

${all.map(({ name, command }) => section(name, command)).join("\n")}`;
}

const anchor = (name: string): string => `gameday-${name.replaceAll(" ", "-")}`;
const cell = (text: string): string => text.replaceAll("|", "\\|");

function section(name: string, command: CommandClass): string {
  const { summary = "", description = "", examples = [], aliases = [] } = command;
  const parts = [`## gameday ${name}`, summary];
  if (aliases.length > 0)
    parts.push(
      `Also: ${aliases.map((alias) => `\`gameday ${alias.replaceAll(":", " ")}\``).join(", ")}.`,
    );
  parts.push(`\`${usage(name, command)}\``);
  // Exit codes have their own page.
  const prose = description.split("\nEXIT CODES")[0]?.trim() ?? "";
  if (prose !== "") parts.push(prose);
  const rows = [...argumentRows(command), ...flagRows(command)];
  if (rows.length > 0) parts.push(`| | |\n|---|---|\n${rows.join("\n")}`);
  parts.push(`\`\`\`sh\n${examples.map(String).join("\n")}\n\`\`\``);
  return `${parts.join("\n\n").replaceAll("<%= config.bin %>", "gameday")}\n`;
}

function usage(name: string, { args = {}, flags = {}, strict }: CommandClass): string {
  const words = Object.entries(args).map(([key, { required }]) =>
    required === true ? `<${key}>` : `[${key}]`,
  );
  if (strict === false) words.push("[-- <command> …]");
  return ["gameday", name, ...words, ...(Object.keys(flags).length > 0 ? ["[flags]"] : [])].join(
    " ",
  );
}

function argumentRows({ args = {} }: CommandClass): string[] {
  return Object.entries(args).map(
    ([name, { description = "" }]) => `| \`${name}\` | ${cell(description)} |`,
  );
}

function flagRows({ flags = {} }: CommandClass): string[] {
  return Object.entries(flags).map(([name, flag]) => {
    const value = flag.type === "option" ? ` <${flag.options?.join("\\|") ?? "value"}>` : "";
    const more = [
      ...(flag.default === undefined || flag.default === false
        ? []
        : [`default \`${JSON.stringify(flag.default).replaceAll('"', "")}\``]),
      ...(flag.env === undefined ? [] : [`or \`${flag.env}\``]),
      ...(flag.dependsOn === undefined
        ? []
        : [`with ${flag.dependsOn.map((other) => `\`--${other}\``).join(", ")}`]),
    ];
    return `| \`${flag.char === undefined ? "" : `-${flag.char}, `}--${name}${value}\` | ${cell(flag.description ?? "")}${more.length === 0 ? "" : `; ${more.join("; ")}`} |`;
  });
}
