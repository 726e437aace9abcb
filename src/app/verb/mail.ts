import { join } from "node:path";
import { call } from "../../control/client.ts";
import { errorOf } from "../../control/protocol.ts";
import { mailView } from "../../incident/messages/mailbox.ts";
import { commonRoom } from "../../org/mailboxes.ts";
import { messages } from "../../incident/messages/state.ts";
import { readJournal } from "../../journal/read-journal.ts";
import { GamedayError } from "../../kernel/error.ts";
import { findRun } from "../../register/find-run.ts";
import { findPaths } from "../../register/paths.ts";
import { Registry } from "../../register/registry.ts";
import { planOf } from "../../register/sealed-plan.ts";
import { asker } from "../../register/user-name.ts";
import type { Told } from "./send.ts";

/** The mailboxes of a running drill as it shows them, or of one that has ended from its journal. */
export async function mail(mailbox: string | undefined, drill: string | undefined): Promise<Told> {
  const paths = findPaths(process.env, process.cwd());
  const registry = new Registry(paths.state);
  const running = registry.list().filter((entry) => registry.life(entry) === "running");
  if (drill === undefined ? running.length > 0 : isRunning(registry, drill)) {
    const args = mailbox === undefined ? {} : { mailbox };
    const { socket } = registry.pick(drill);
    const answer = await call(socket, { verb: "mail", args, ...asker(process.env) }, 30_000);
    if (!answer.ok) throw errorOf(answer.error);
    return answer;
  }
  const run = findRun(paths, drill, process.cwd());
  const { organisation } = planOf(paths.state, run);
  let state = messages.initial;
  for await (const event of readJournal(join(run.runFolder, "events.jsonl")))
    state = messages.evolve(state, event);
  const view = mailView(state.mail, commonRoom(organisation.profile), {
    wanted: mailbox,
    roles: "all",
  });
  if (view === undefined) throw noSuchMailbox(mailbox);
  return { ...view, next: [] };
}

function isRunning(registry: Registry, drill: string): boolean {
  return registry
    .list()
    .some((entry) => entry.drill === drill && registry.life(entry) === "running");
}

function noSuchMailbox(mailbox = ""): GamedayError {
  return new GamedayError("GD-C001", `nothing has arrived in a mailbox "${mailbox}"`, {
    hint: "gameday mail lists them",
  });
}
