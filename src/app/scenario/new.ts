/**
 * A first scenario of one's own: a Test on a stack that comes with Gameday, or a copy of a shipped
 * scenario to change.
 */
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { didYouMean } from "../../kernel/did-you-mean.ts";
import { GamedayError } from "../../kernel/error.ts";
import { kebab } from "../../kernel/id.ts";
import { checkVariants, inOne } from "../../scenario/parse.ts";
import { fieldsOf, neededFields } from "../../scenario/schema-walk.ts";
import { stackParts, type StackParts } from "../../scenario/stack-parts.ts";
import { listScenarios } from "./list.ts";
import { catalog } from "./catalog.ts";
import { isFile, stackReader } from "./load.ts";
import type { Paths } from "../../register/paths.ts";
import { trustScenario } from "./trust-scenario.ts";

/** What the user asks for; everything but the file has a default where one makes sense. */
export interface NewWish {
  readonly file: string;
  /** A shipped scenario to copy (default: start a Test on a stack). */
  readonly from: string | undefined;
  readonly stack: string;
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly fault: string;
  /** A component, a replica, or a link `api-to-db`; undefined for faults of the load. */
  readonly target: string | undefined;
  /** `name=value` */
  readonly with: readonly string[];
  readonly for: string;
  readonly force: boolean;
}

/** What can be chosen: scenarios to copy, stacks to begin on. */
export interface NewOffers {
  readonly scenarios: readonly { readonly id: string; readonly title: string }[];
  readonly stacks: readonly { readonly name: string; readonly doc: string }[];
}

export function newOffers(paths: Paths): NewOffers {
  const folder = join(paths.root, "scenarios");
  const stacks = globSync("**/*.yaml", { cwd: folder }).flatMap((name) => {
    const parts = stackParts(readFileSync(join(folder, name), "utf8"), name);
    return parts === undefined ? [] : [{ name, doc: parts.doc }];
  });
  return {
    scenarios: listScenarios(paths),
    stacks: stacks.toSorted((a, b) => a.name.localeCompare(b.name)),
  };
}

export interface FaultOffer {
  readonly name: string;
  readonly doc: string;
  /** What it can target in this stack; empty for faults of the load. */
  readonly targets: readonly string[];
  /** Required parameters. */
  readonly needs: readonly string[];
}

/** The faults that fit a stack, each with what it can target there. */
export function faultOffers(paths: Paths, cwd: string, stack: string): readonly FaultOffer[] {
  const parts = readParts(paths, cwd, stack);
  return [...catalog.faults].flatMap(([name, { doc, target, params }]) => {
    const targets = targetNames(parts, target);
    const fits =
      target === "component" || target === "link"
        ? targets.length > 0
        : target === "load" && parts.journeys.length > 0;
    return fits ? [{ name, doc, targets, needs: neededFields(params) }] : [];
  });
}

/** Writes the file once it is a valid scenario, and says where. */
export function newScenario(
  paths: Paths,
  cwd: string,
  wish: NewWish,
): { readonly file: string; readonly id: string } {
  const file = resolve(cwd, isFile(wish.file) ? wish.file : `${wish.file}.yaml`);
  if (existsSync(file) && !wish.force)
    throw new GamedayError("GD-C001", `${relative(cwd, file)} already exists`, {
      hint: "choose another file, or use --force to overwrite it",
    });
  const id = wish.id ?? (kebab(basename(file).replace(/\.ya?ml$/, "")) || "mine");
  const schema = relative(dirname(file), join(paths.root, "schemas", "scenario.schema.json"));
  const text =
    "# yaml-language-server: " +
    `$schema=${schema}\n${wish.from === undefined ? freshTest(paths, cwd, wish, id) : copied(paths, wish.from, id, wish.title)}`;
  const { scenario, errors } = checkVariants(text, relative(cwd, file), catalog, {
    stack: stackReader(paths, dirname(file), cwd),
  });
  if (scenario === undefined) throw inOne(errors, relative(cwd, file));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  trustScenario(paths, file, cwd);
  return { file: relative(cwd, file), id };
}

function freshTest(
  paths: Paths,
  cwd: string,
  { stack, title, fault, target, with: given, for: lasts }: NewWish,
  id: string,
): string {
  const parts = readParts(paths, cwd, stack);
  const parameters = given.map((each) => {
    const at = each.indexOf("=");
    if (at < 1) throw new GamedayError("GD-C001", `--with needs name=value, not "${each}"`);
    return `${each.slice(0, at)}: ${/^-?\d+(\.\d+)?$/.test(each.slice(at + 1)) ? each.slice(at + 1) : JSON.stringify(each.slice(at + 1))}`;
  });
  const takes = catalog.faults.get(fault)?.params;
  const missing =
    takes === undefined
      ? undefined
      : neededFields(takes).find((name) => !given.some((each) => each.startsWith(`${name}=`)));
  if (takes !== undefined && missing !== undefined)
    throw new GamedayError("GD-C001", `${fault} needs ${missing}`, {
      hint: `--with ${missing}=…; it takes: ${Object.keys(fieldsOf(takes) ?? {}).join(", ")}`,
    });
  const way = ways(parts).find(({ name, declared }) => name === target && !declared);
  const details = [
    `fault: ${fault}`,
    ...(target === undefined ? [] : [`target: ${target}`]),
    `for: ${lasts}`,
    ...(parameters.length === 0 ? [] : [`with: {${parameters.join(", ")}}`]),
  ];
  return [
    `# While the fault is active, every SLI of the stack must stay inside its objective. Next steps: docs/adding-a-scenario.md`,
    "apiVersion: gameday/v1",
    "kind: Test",
    `id: ${id}`,
    `title: ${JSON.stringify(title ?? `Does the system survive ${fault}${target === undefined ? "" : ` on ${target}`}?`)}`,
    `extends: ${stack}`,
    ...(way === undefined ? [] : ["links:", `  ${way.name}: {from: ${way.from}, to: ${way.to}}`]),
    "faults:",
    `  ${fault}: {${details.join(", ")}}`,
    "mustHold: {for: 45s, expect: {slis: objective}}",
    "",
  ].join("\n");
}

/** Everything of a shipped scenario under another id; what it extends is found where it was. */
function copied(paths: Paths, from: string, id: string, title: string | undefined): string {
  const file = join(paths.root, "scenarios", `${from}.yaml`);
  if (!existsSync(file)) {
    const known = listScenarios(paths).map((each) => each.id);
    const near = didYouMean(from, known);
    throw new GamedayError("GD-S001", `no scenario "${from}" to copy`, {
      hint: near === undefined ? `there are: ${known.join(", ")}` : `did you mean "${near}"?`,
    });
  }
  const text = readFileSync(file, "utf8")
    .replace(/^# yaml-language-server:.*\n/, "")
    .replace(/^id:.*$/m, `id: ${id}`);
  return title === undefined
    ? text
    : text.replace(/^title:.*$/m, () => `title: ${JSON.stringify(title)}`);
}

function targetNames(parts: StackParts, target: string): readonly string[] {
  if (target === "component") return parts.components.map(({ name }) => name);
  return target === "link" ? ways(parts).map(({ name }) => name) : [];
}

/** The links between components: those that the stack declares, and those that are possible. */
function ways({
  components,
  links,
}: StackParts): readonly { name: string; from: string; to: string; declared: boolean }[] {
  const declared = links.map((link) => ({ ...link, declared: true }));
  const possible = components.flatMap(({ name: from, needs }) =>
    needs.map((to) => ({ name: `${from}-to-${to}`, from, to, declared: false })),
  );
  return [
    ...declared,
    ...possible.filter(
      ({ from, to }) => !declared.some((link) => link.from === from && link.to === to),
    ),
  ];
}

function readParts(paths: Paths, cwd: string, stack: string): StackParts {
  const found = stackReader(paths, cwd, cwd)(stack);
  const parts = "known" in found ? undefined : stackParts(found.text, found.file);
  if (parts !== undefined) return parts;
  const known = "known" in found ? found.known : newOffers(paths).stacks.map(({ name }) => name);
  const near = didYouMean(stack, known);
  throw new GamedayError("GD-S001", `no stack file "${stack}"`, {
    hint: near === undefined ? `there are: ${known.join(", ")}` : `did you mean "${near}"?`,
  });
}
