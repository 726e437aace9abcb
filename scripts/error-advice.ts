import type { ErrorCode } from "../src/kernel/error.ts";

/** What to do about each error, for docs/errors.md. A code without a line here does not compile. */
export const advice: Readonly<Record<ErrorCode, string>> = {
  "GD-S001":
    "`gameday scenario list` shows all shipped scenarios. To use your own file, give its path or include the ending `.yaml`.",
  "GD-S002":
    "Fix the YAML at the position shown. Quote text that contains `: ` or starts with `*` or `@`.",
  "GD-S003":
    "Use a value as described in the message; `gameday scenario show <name>` prints a complete scenario to compare with.",
  "GD-S004": "Remove the field or correct its spelling; the hint lists the fields allowed there.",
  "GD-S005": "Add the field. The hint describes its value.",
  "GD-S006":
    "Choose a duration that fits: everything must end before `limit`, and `under` must be shorter than the step's timeout.",
  "GD-S010":
    "The name is not defined. The hint suggests the closest name and lists all valid ones.",
  "GD-S011": "Remove or rename one of the two.",
  "GD-S012":
    "Correct the expression; it may use parameters, calibration results and `min`, `max`, `round`.",
  "GD-S014":
    "`gameday scenario show --faults` lists the faults, with their parameters in [adding-a-fault.md](adding-a-fault.md).",
  "GD-S015": "Correct the fault's parameters; the message names the wrong one.",
  "GD-S016": "Choose a target that this fault supports, or a runtime with the capability it needs.",
  "GD-S020":
    "The file is valid but cannot work as written; the message says why and the hint how to fix it.",
  "GD-S021":
    "Raise the flow's rate, lengthen `hold`, or lower the objective: too few requests are no proof.",
  "GD-S022":
    "Add the grant to the account, or prove the evidence another way: as written, it cannot be found.",
  "GD-S023": "A Drill needs a `mustBreak` that a healthy system does not meet; a Test has none.",
  "GD-S024":
    "A rerun proves a fix against the same fault, the same users and the same objectives: set only what the fix changes in the stack, nothing that they depend on.",
  "GD-S025":
    "Choose parameters with a measurable effect at the target; the message names the limit, [adding-a-fault.md](adding-a-fault.md#what-counts-as-a-fault) for all faults.",
  "GD-S026":
    "The target of the Test's fault does not affect any user request. Break something that a journey goes to or needs, declare the `needs` of your own containers, or check a signal of the target under `mustHold`.",
  "GD-S030":
    "All mistakes are listed with their positions. Start with the first: it may cause others.",
  "GD-B001":
    "Run it again with `--debug` and report it. `gameday doctor` shows what may be left running.",
  "GD-S031":
    "A rotation leaves a time without the commander. Extend a layer, or add one; `gameday oncall schedule` shows the shifts.",
  "GD-S032":
    "Two people command at the same time. Shorten a layer or an override, so that one of them remains.",
  "GD-C001": "Run the command with `--help` for usage and examples.",
  "GD-C002":
    "Start a drill in another terminal: `gameday run`. To read the report of a finished drill: `gameday report open`.",
  "GD-C003": "Choose the drill with `--drill` and its id, or a part of it.",
  "GD-C004": "Read its report with `gameday report open`. If it crashed, heal it: `gameday stop`.",
  "GD-C005": "The message says what to wait for; `gameday status` shows the state of the drill.",
  "GD-C006": "`gameday history` lists finished drills, `gameday status` running ones.",
  "GD-C007": "`gameday status` shows whether it is running; `gameday stop` heals a crashed drill.",
  "GD-C008":
    "The output does not answer the question. Read it again (`gameday prove`), or take a hint (`gameday hint`).",
  "GD-C009":
    "Gameday breaks only containers that you have confirmed twice: in the scenario, and with `--allow-target` and the name of the container or compose project.",
  "GD-C010":
    "Two drills on one container would interfere with each other. Wait, or stop the other one: `gameday stop`.",
  "GD-C011":
    "Runs are comparable if they have the same scenario, version, variant, parameters and time scale; `gameday history` groups them.",
  "GD-C013":
    "The drill was started on another host or in another pid namespace, so this machine cannot see whether it is running. Stop it there. If that host or namespace is gone for good, heal it from here: gameday stop with its id and --elsewhere.",
  "GD-C012":
    "The scenario names a third-party image. Check it; if it may run, repeat the command with --allow-image and its name, or choose another one: GAMEDAY_IMAGE_….",
  "GD-C014":
    "The scenario brings programs that would run with your rights. Check them; if they may run, pass --trust. For runs with no terminal, commit a digest beside the scenario: `gameday scenario trust FILE` writes it. It becomes invalid when a program changes.",
  "GD-C015":
    "A seat belongs to one drill. Join this one: `gameday join --name ana`, and put the line that it prints into your shell. To act as the user of this machine: `unset GAMEDAY_SEAT`.",
  "GD-C016":
    "A name belongs to one person in a drill. If it is yours, set GAMEDAY_SEAT as `gameday join` printed it; otherwise take another name. The facilitator frees a name with `gameday leave NAME`.",
  "GD-E001":
    "With apt, a drill unpacks one automatically. On other systems `gameday setup mysql` prints the install command.",
  "GD-E002":
    "The server's last output is shown. `gameday doctor` lists the servers tried and why each was rejected.",
  "GD-E003":
    "Nothing was left incomplete. Fix the problem in the message (usually the network) and run the command again.",
  "GD-E004": "Install the tool named in the message, or use the built-in alternative.",
  "GD-E005":
    "`gameday doctor` shows what is missing on this machine; or choose another runtime with `--runtime`.",
  "GD-E006":
    "Free some space, or choose a writable folder: `GAMEDAY_RUNS`, `XDG_STATE_HOME`, `XDG_CACHE_HOME`. If the register's identity is missing, restore `identity.json`, or end the drills that were sealed with it: `gameday stop`.",
  "GD-E007": "Run the command again. `gameday doctor` lists leftovers of earlier drills.",
  "GD-E008":
    "Install Node 22.19 or newer. In a clone, `npm install` brings one and `bin/gameday` uses it.",
  "GD-E009":
    "A drill breaks things where its engine is. Unset `DOCKER_HOST`, choose another docker context, or pass `--allow-remote-engine`.",
  "GD-E010": "`gameday setup images` pulls or builds all images; a run never pulls images itself.",
  "GD-E011":
    "The watchdog only needs `sh` and Node; a limit on processes or memory is the usual cause. No fault is injected while there is no watchdog.",
  "GD-E012":
    "The stop switch is on, for the reason in the message. `gameday stop --release` allows drills again.",
  "GD-E013":
    "Start the containers that the scenario names (`docker compose up --wait --detach`), or correct the names: `gameday init` writes a first Test for running containers.",
  "GD-E014":
    "The system refused to open another file or start another process. A drill with a database needs about 300 open files and 100 processes: `ulimit -n`, `ulimit -u`.",
  "GD-E015":
    "The state folder belongs to another user, is a link, or is writable by others. Set `XDG_STATE_HOME` to a private folder (on a CI runner one from `mktemp -d`), or make this one private: `chown`, `chmod go-w`.",
  "GD-E016":
    "Set the environment variable that the message names, in the shell that starts the drill.",
  "GD-R001":
    "The last lines of the component's log are shown; the complete log is in the run folder.",
  "GD-R002":
    "Check the component's log in the run folder. The verdict is *unknown*: this drill proves nothing.",
  "GD-R003":
    "The message contains the target's response. The verdict is *unknown*: this drill proves nothing.",
  "GD-R004":
    "The machine's capacity could not be measured. Close other programs, check the database's log, and run again.",
  "GD-R005":
    "`gameday status` shows the drills and their folders; `gameday report build` writes a missing report. For a socket folder, set `XDG_RUNTIME_DIR` or `TMPDIR` to a private folder.",
  "GD-R006":
    "Everything before that line is intact. Keep a copy; editing a line breaks the hash chain.",
  "GD-R007":
    "The file in `reports/actions/` was edited or cut. Undo the change, or restore the file from a copy: each line carries the hash of the line before. Nothing is added to it until then, and the journal is not affected.",
  "GD-H001":
    "Faults may still be active and processes running. Run `gameday stop --all` until it reports that nothing is left.",
  "GD-P001":
    "`gameday doctor` shows which proxy server is used; run again, or omit `--proxy` to use the embedded one.",
  "GD-P002": "The proxy server refused the request; the message is the server's.",
  "GD-P003": "Start the server first, or correct the address.",
  "GD-L001":
    "`gameday setup tools` builds k6 if Go is installed; the built-in driver needs no setup.",
  "GD-L002":
    "Check the driver's log in the run folder. The verdict is *unknown*: this drill proves nothing.",
};
