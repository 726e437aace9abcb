/**
 * Programs that may write in folders of their own and nowhere else on this machine, by a mount
 * namespace of the kernel's.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Program } from "./child.ts";

/** A way in which this machine can hold a program to some folders. */
export interface Confinement {
  /**
   * The same program, to which every file is read-only but those, and what lies in those folders.
   * They must be there.
   */
  confine(program: Program, writable: readonly string[]): Program;
  /** It believes to be root: in a user namespace, or because it is. */
  readonly asRoot: boolean;
}

/**
 * Arguments: what may be written, `--`, the program with its own. Everything that is mounted
 * becomes read-only in a namespace of our own, which ends with the program; then the right to undo
 * that is given away. Exit code 71: it could not be done.
 */
const script = String.raw`
fail() { echo "confine: $1" >&2; exit 71; }
for own; do
  [ "$own" = -- ] && break
  mount --bind "$own" "$own" || fail "cannot bind $own"
  owns="$owns|$(readlink -f "$own")|"
done
table=$(cat /proc/self/mountinfo) || fail "no table of mounts"
printf '%s\n' "$table" | while read -r _ _ _ _ place options _; do
  case $place in *\\*) place=$(printf '%b' "$(printf '%s' "$place" | sed 's/\\/\\0/g')") ;; esac
  case $owns in *"|$place|"*) continue ;; esac
  case $options in ro,*) continue ;; esac
  more=
  IFS=,
  for option in $options; do
    case $option in nosuid | nodev | noexec | noatime | nodiratime | relatime) more="$more$option," ;; esac
  done
  unset IFS
  mount -o "remount,bind,$more""ro" none "$place" 2>/dev/null || [ ! -e "$place" ] || fail "cannot make $place read-only"
done || exit 71
while [ "$1" != -- ]; do shift; done
shift
command -v setpriv >/dev/null && exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all -- "$@"
exec "$@"
`;

const namespaces = [["--mount"], ["--user", "--map-root-user", "--mount"]] as const;
const trialWithinMs = 20_000;

/**
 * Tries it with a program that ends immediately, `mariadbd --version`. Returns the reason when this
 * machine cannot.
 */
export async function findConfinement(
  trial: Program,
  folder: string,
): Promise<Confinement | { readonly why: string }> {
  if (process.platform !== "linux") return { why: "only Linux has mount namespaces" };
  let why = "";
  for (const flags of namespaces) {
    const confinement = confinementBy(flags);
    const { program, args, env } = confinement.confine(trial, [folder]);
    const refusal = await promisify(execFile)(program, [...args], {
      env,
      timeout: trialWithinMs,
    }).then(
      () => undefined,
      (error: unknown) => lastLine(error),
    );
    if (refusal === undefined) return confinement;
    why = refusal;
  }
  return { why };
}

function confinementBy(flags: readonly string[]): Confinement {
  return {
    confine: ({ program, args, env }, writable) => ({
      program: "unshare",
      args: [
        ...flags,
        "--propagation",
        "private",
        "sh",
        "-c",
        script,
        "confine",
        ...writable,
        "--",
        program,
        ...args,
      ],
      env,
    }),
    asRoot: flags.includes("--user") || process.getuid?.() === 0,
  };
}

function lastLine(error: unknown): string {
  const said =
    error instanceof Error && "stderr" in error
      ? String(error.stderr).trim().split("\n").at(-1)
      : undefined;
  return said === undefined || said === "" ? String(error) : said;
}
