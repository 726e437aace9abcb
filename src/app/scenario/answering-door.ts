import { speaksTls } from "../../runtime/answers.ts";
import type { Door } from "../../survey/guess.ts";
import { httpCall } from "../../stage/probe-world.ts";

/**
 * A door and what is known of it. `answers: false`: no door answered, and this one is only the
 * likeliest.
 */
export interface SeenDoor {
  readonly door: Door;
  readonly answers: boolean;
}

/**
 * The first door that answers now, with what it answers and whether by TLS; the likeliest one where
 * none does. Undefined without doors.
 */
export async function answeringDoor(doors: readonly Door[]): Promise<SeenDoor | undefined> {
  for (const door of doors) {
    const found = await answered(door);
    if (found !== undefined) return { door: found, answers: true };
  }
  const [likeliest] = doors;
  if (likeliest === undefined) return undefined;
  const port = outsideOf(likeliest);
  return {
    door:
      port !== undefined && (await speaksTls({ host: "127.0.0.1", port }))
        ? { ...likeliest, tls: true }
        : likeliest,
    answers: false,
  };
}

const outsideOf = ({ service, port }: Door): number | undefined =>
  service.ports.find(({ inside }) => inside === port)?.outside;

/**
 * In plain first; by TLS where that is not understood: many servers answer 400 then, others
 * nothing.
 */
async function answered(door: Door): Promise<Door | undefined> {
  const outside = outsideOf(door);
  for (const path of outside === undefined ? [] : [...new Set(["/", door.path])]) {
    const url = `http://127.0.0.1:${outside}${path}`;
    const status = await statusOf(url, false);
    if (status !== undefined && status < 400) return { ...door, path, status };
    if (status !== undefined && status !== 400) continue;
    const secure = await statusOf(url, true);
    if (secure !== undefined && secure < 400) return { ...door, path, status: secure, tls: true };
  }
  return undefined;
}

/** Undefined where there is no answer. */
function statusOf(url: string, tls: boolean): Promise<number | undefined> {
  return httpCall("GET", url, undefined, 2_000, tls ? { tls: { insecure: true } } : {}).then(
    ({ status }) => status,
    () => undefined,
  );
}
