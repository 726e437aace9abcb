import type { ErrorCode } from "../src/kernel/error.ts";

/** What to do about each error, for docs/errors.md. A code without a line here does not compile. */
export const advice: Readonly<Record<ErrorCode, string>> = {
  "GD-S001":
    "`gameday scenario list` shows what there is. A file of your own needs its ending `.yaml` or a path.",
  "GD-S002":
    "Mend the YAML at the place shown. Text that holds `: ` or starts with `*` or `@` wants quotes.",
  "GD-S003":
    "Give the value that the message asks for; `gameday scenario show <name>` prints a whole scenario to compare with.",
  "GD-S004":
    "Remove the field or correct its spelling; the hint names the fields that may stand there.",
  "GD-S005": "Add the field. The hint says what it may hold.",
  "GD-S006":
    "Make the duration fit: nothing goes on after `limit`, no answer is slow after its own time-out.",
  "GD-S010":
    "The name stands for nothing in the file. The hint names the nearest and lists what there is.",
  "GD-S011": "Keep one of the two, or rename one.",
  "GD-S012":
    "Correct the expression; it may use parameters, calibration results and `min`, `max`, `round`.",
  "GD-S014":
    "`gameday scenario show --faults` lists the faults, with their parameters in [adding-a-fault.md](adding-a-fault.md).",
  "GD-S015": "Give the fault the parameters that it takes; the message says which is wrong.",
  "GD-S016": "Choose a target that this fault can work on, or a runtime that can do what it needs.",
  "GD-S020":
    "The file is readable and cannot be meant like this; the message says why and the hint how to mend it.",
  "GD-S021":
    "Raise the flow's rate, lengthen `hold`, or lower the objective: too few requests prove nothing.",
  "GD-S022":
    "Give the account the grant, or prove the evidence another way: as it is, nobody can find it.",
  "GD-S023": "A Drill needs a `mustBreak` that a healthy system does not meet; a Test has none.",
  "GD-S024":
    "A rerun proves a fix against the same fault, the same users and the same objectives: set only what the fix changes in the stack, nothing that those are made of.",
  "GD-S025":
    "Choose parameters with which the fault can be measured at its target; the message says where that begins, [adding-a-fault.md](adding-a-fault.md#what-counts-as-a-fault) for all faults.",
  "GD-S026":
    "In a Test, what is broken is nothing that users reach: break what a journey goes to or needs, say the `needs` of your own containers, or judge a signal of it under `mustHold`.",
  "GD-S030":
    "All mistakes of the file follow, each with its place. Start with the first: it may cause others.",
  "GD-B001":
    "Run it again with `--debug` and report it. `gameday doctor` shows what may be left running.",
  "GD-C001": "`--help` behind the command shows its form and examples.",
  "GD-C002":
    "Start a drill in another terminal: `gameday run`. A drill that has ended is read with `gameday report open`.",
  "GD-C003": "Name the drill with `--drill`, by its id or a part of it.",
  "GD-C004": "Read it with `gameday report open`. If it died, heal what it left: `gameday stop`.",
  "GD-C005": "The message says what it waits for; `gameday status` shows where the drill stands.",
  "GD-C006":
    "`gameday history` lists the drills that have ended, `gameday status` those that have not.",
  "GD-C007": "`gameday status` shows whether it lives; `gameday stop` heals what it left.",
  "GD-C008":
    "The output does not show it. Look at the question again (`gameday prove`), or take a hint (`gameday hint`).",
  "GD-C009":
    "Gameday breaks nothing of yours that you have not named twice: in the scenario, and by `--allow-target` with the container's or the compose project's name.",
  "GD-C010":
    "Two drills on one container would each take the other's faults for its own. Wait, or `gameday stop` the other one.",
  "GD-C011":
    "Only runs of the same scenario, version, variant, parameters and time scale say something about each other; `gameday history` groups them.",
  "GD-C013":
    "The drill was started on another host or in another pid namespace, so nobody here can see whether it lives. End it there. When that place is gone for good, gameday stop with its id and --elsewhere heals it from here.",
  "GD-C012":
    "The scenario names an image of somebody else. Look at what it is; if it may run, repeat the command with --allow-image and its name, or name another one: GAMEDAY_IMAGE_….",
  "GD-C014":
    "The scenario brings programs beside its file, and they would run as you. Look at them; if they may run, --trust says so once. Without a terminal a digest beside the scenario does the same: `gameday scenario trust FILE` writes it, and it is stale as soon as one of the programs changes.",
  "GD-E001":
    "A drill unpacks one by itself where there is apt. Elsewhere `gameday setup mysql` prints the exact command for this system.",
  "GD-E002":
    "The server's last words follow. `gameday doctor` shows which servers were tried and why each was passed over.",
  "GD-E003":
    "Nothing was left half done. Fix what the message names (mostly the network) and run the command again.",
  "GD-E004":
    "Install the tool that the message names, or run without it: drills work on the built-in parts.",
  "GD-E005":
    "`gameday doctor` says what this machine lacks; choose another runtime with `--runtime`.",
  "GD-E006":
    "Free some space, or choose a folder that you may write to: `GAMEDAY_RUNS`, `XDG_STATE_HOME`, `XDG_CACHE_HOME`. An identity of the register that is missing: put `identity.json` back, or end the drills that are sealed with it, `gameday stop`.",
  "GD-E007": "Run it again. `gameday doctor` shows what earlier drills left running.",
  "GD-E008":
    "Install Node 22.19 or newer. In a clone, `npm install` brings one and `bin/gameday` uses it.",
  "GD-E009":
    "A drill breaks things where its engine is. Unset `DOCKER_HOST`, choose another docker context, or say `--allow-remote-engine`.",
  "GD-E010":
    "`gameday setup images` pulls what can be pulled and builds the rest; nothing is ever pulled unasked.",
  "GD-E011":
    "The watchdog is `sh` and Node, nothing more: a limit on processes or memory is the usual cause. Without it nothing is broken.",
  "GD-E012":
    "Somebody pulled the stop switch, for the reason that the message gives. `gameday stop --release` lets drills begin again.",
  "GD-E013":
    "Start what the scenario names (`docker compose up --wait --detach`), or name what is there: `gameday init` writes a first Test for it.",
  "GD-E014":
    "The system refused another open file or another process. A drill with a database wants some 300 of one and 100 of the other: `ulimit -n`, `ulimit -u`.",
  "GD-E015":
    "The state folder belongs to somebody else, is a link, or can be written by others. Set `XDG_STATE_HOME` to a folder of your own (on a CI runner one of `mktemp -d`), or take this one: `chown`, `chmod go-w`.",
  "GD-R001": "The last lines of the component's log follow; the whole log is in the run folder.",
  "GD-R002":
    "Look at the component's log in the run folder. The verdict is *unknown*: this drill says nothing.",
  "GD-R003":
    "The message says what the target refused. The verdict is *unknown*: this drill says nothing.",
  "GD-R004":
    "The machine could not be measured. Close what else runs on it, look at the database's log, run again.",
  "GD-R005":
    "`gameday status` shows the drills and their folders; `gameday report build` writes a missing report. A folder of sockets: `XDG_RUNTIME_DIR` or `TMPDIR` names one of your own.",
  "GD-R006":
    "Everything before that line is sound. Keep a copy; a line that was changed by hand breaks the hash chain.",
  "GD-H001":
    "Faults or processes may remain. Run `gameday stop --all` until it says that nothing is left.",
  "GD-P001":
    "`gameday doctor` shows which proxy server is used; run again, or leave the path out to use the embedded one.",
  "GD-P002": "The proxy server refused the request; the message is its own.",
  "GD-P003": "Start the server first, or correct the address.",
  "GD-L001":
    "`gameday setup tools` builds k6 where Go is found; the built-in driver needs nothing.",
  "GD-L002":
    "Look at the driver's log in the run folder. The verdict is *unknown*: this drill says nothing.",
};
