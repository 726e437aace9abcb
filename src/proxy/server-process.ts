/**
 * The embedded server as a process of its own: links then live on when the command that started
 * them dies, and their traffic takes no time from it. Started by `launch.ts`, which hands it a
 * `ServerOrder` and hears its `url`.
 */
import { runProxyProcess } from "./main.ts";
import { messageOf } from "../kernel/message-of.ts";

/**
 * What the server is started with. It comes over the process's own channel, so that no list of
 * processes shows the secret.
 */
export interface ServerOrder {
  readonly seed: string;
  readonly pathSecret: string;
}

/** What the server reports back: its API's address, or why it could not start. */
export type ServerAnswer = { readonly url: string } | { readonly problem: string };

process.once("message", (order: ServerOrder) => {
  const answer = (text: ServerAnswer): void =>
    void process.send?.(text, () => process.disconnect());
  // A name that is still being looked up would keep the process alive.
  runProxyProcess({
    host: "127.0.0.1",
    port: 0,
    ...order,
    onReady: ({ url }) => answer({ url }),
  }).then(
    () => process.exit(),
    (error: unknown) => {
      answer({ problem: messageOf(error) });
      process.exitCode = 1;
    },
  );
});
