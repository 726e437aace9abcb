import type Docker from "dockerode";
import { GamedayError } from "../../kernel/error.ts";
import { oneAtATime } from "../../kernel/one-at-a-time.ts";
import type { Death, Endpoint, Instance, PowerState } from "../runtime.ts";
import { aliasesOf, partName, type ContainerPlan, type Doors } from "./container-plan.ts";
import { createOptions, type Site } from "./create.ts";
import { untilHealthy } from "./health.ts";
import { LogFile } from "./logs.ts";
import { engineText, isMissing, isPortTaken, unless } from "./refusal.ts";
import { tar } from "./tar.ts";

export interface UnitOptions extends Site {
  readonly withinMs: number;
  readonly logDir: string;
  readonly pickPort: () => Promise<number>;
  /** Called when it dies unasked. */
  readonly onExit: (death: Death) => void;
}

const portAttempts = 5;
/** 128 and the number of the signal. */
const killed = "137";

/**
 * One container's life: made on ports of its own, switched off and on there, and gone at the end.
 * Acts on it wait for each other.
 */
export class ContainerUnit {
  readonly #plan: ContainerPlan;
  readonly #options: UnitOptions;
  readonly #log: LogFile;
  #container: Docker.Container | undefined;
  #doors: Doors | undefined;
  #starts = 0;
  /** The state that was asked for: a death while it should run is reported. */
  #told: PowerState = "stopped";
  readonly #inTurn = oneAtATime();
  readonly #followed: LogFile[] = [];

  constructor(plan: ContainerPlan, options: UnitOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#log = new LogFile(`${options.logDir}/${partName(options.id)}.log`);
  }

  get starts(): number {
    return this.#starts;
  }

  get doors(): Doors | undefined {
    return this.#doors;
  }

  /** Where the others of the stack find it. */
  get inside(): Endpoint {
    return { host: partName(this.#options.id), port: this.#plan.port };
  }

  get container(): Docker.Container | undefined {
    return this.#container;
  }

  /** True while it should be running or paused. */
  get expected(): boolean {
    return this.#told === "running" || this.#told === "paused";
  }

  start(signal: AbortSignal): Promise<Instance> {
    return this.#inTurn(async () => {
      const doors = await this.#create(signal);
      await this.#untilHealthy(doors, signal);
      this.#doors = doors;
      const settled = await this.#plan.settle(doors);
      return {
        id: this.#options.id,
        host: doors.host,
        port: doors.port,
        inside: this.inside,
        logFile: this.#log.path,
        ...settled,
      };
    });
  }

  /** Back on the same address, or awake again when it was only paused. */
  restart(signal: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      const { State } = await this.#made().inspect();
      this.#told = "running";
      if (State.Paused) return unless([304, 409], this.#made().unpause());
      if (State.Running || this.#doors === undefined) return;
      await this.#launch();
      await this.#untilHealthy(this.#doors, signal);
    });
  }

  pause(): Promise<void> {
    return this.#inTurn(async () => {
      if ((await this.state()) !== "running") return;
      this.#told = "paused";
      await unless([304, 409], this.#made().pause());
    });
  }

  resume(): Promise<void> {
    return this.#inTurn(async () => {
      if ((await this.state()) !== "paused") return;
      this.#told = "running";
      await unless([304, 409], this.#made().unpause());
    });
  }

  kill(): Promise<void> {
    return this.#inTurn(() =>
      this.#end("exited", (container) => container.kill({ signal: "SIGKILL" })),
    );
  }

  stop(): Promise<void> {
    return this.#inTurn(() =>
      this.#end("stopped", (container) =>
        container.stop({ t: Math.ceil(this.#plan.endsWithinMs / 1_000) }),
      ),
    );
  }

  /** The state that the engine reports, whatever caused it. */
  async state(): Promise<PowerState> {
    const { State } = await this.#made().inspect();
    if (State.Paused) return "paused";
    if (State.Running) return "running";
    return this.#told === "stopped" ? "stopped" : "exited";
  }

  /** The engine reports that it died. */
  died(exitCode: string | undefined): void {
    if (!this.expected) return;
    this.#told = "exited";
    this.#options.onExit(
      exitCode === killed
        ? { detail: "SIGKILL", signal: "SIGKILL" }
        : { detail: `exit code ${exitCode ?? "unknown"}` },
    );
  }

  /** The engine reports that it runs again; we did not start it. */
  started(): void {
    if (this.expected || this.#doors === undefined) return;
    this.#told = "running";
    this.#starts += 1;
    void this.#log.attach(this.#made()).catch(() => {});
  }

  /** It is not known what became of it. */
  lost(detail: string): void {
    if (!this.expected) return;
    this.#told = "exited";
    this.#options.onExit({ detail });
  }

  /** It is being taken down: its death is no news any more. */
  forget(): void {
    this.#told = "exited";
  }

  /** Removes the container and ends its logs. */
  async discard(): Promise<void> {
    this.#told = "exited";
    await this.#container?.remove({ force: true, v: true }).catch(() => {});
    await Promise.all([this.#log, ...this.#followed].map((log) => log.close()));
  }

  #made(): Docker.Container {
    if (this.#container === undefined)
      throw new GamedayError("GD-R001", `no component "${this.#options.id}" in this stack`);
    return this.#container;
  }

  async #create(signal: AbortSignal): Promise<Doors> {
    const { engine, id, plugs, pickPort } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      const more = new Map<number, number>();
      for (const inside of this.#plan.morePorts ?? []) more.set(inside, await pickPort());
      const doors: Doors = {
        host: engine.host,
        port: await pickPort(),
        more,
        ...(this.#plan.adminPort === undefined ? {} : { adminPort: await pickPort() }),
      };
      try {
        const container = await engine.docker.createContainer(
          createOptions(this.#plan, doors, this.#options),
        );
        this.#container = container;
        for (const { network, address } of plugs.slice(1))
          await engine.docker.getNetwork(network).connect({
            Container: container.id,
            EndpointConfig: {
              Aliases: aliasesOf(this.#options),
              IPAMConfig: { IPv4Address: address },
            },
          });
        if (this.#plan.files.length > 0)
          await container.putArchive(tar(this.#plan.files), { path: "/" });
        await this.#launch();
        return doors;
      } catch (error) {
        await this.#container?.remove({ force: true, v: true }).catch(() => {});
        this.#container = undefined;
        this.#told = "stopped";
        if (attempt < portAttempts && isPortTaken(error)) continue;
        if (isMissing(error))
          throw new GamedayError(
            "GD-E010",
            `${id} needs the image ${this.#plan.image}, which is not there`,
            { hint: "gameday setup images", cause: error },
          );
        throw new GamedayError(
          "GD-R001",
          `${id}: the engine does not start it: ${engineText(error)}`,
          { cause: error },
        );
      }
    }
  }

  async #launch(): Promise<void> {
    const container = this.#made();
    await this.#log.attach(container);
    this.#told = "running";
    this.#starts += 1;
    try {
      await container.start();
    } catch (error) {
      this.#starts -= 1;
      this.#told = "exited";
      throw error;
    }
    for (const [name, path] of Object.entries(this.#plan.followed ?? {})) {
      const log = new LogFile(`${this.#options.logDir}/${name}`);
      this.#followed.push(log);
      await log.follow(container, ["tail", "-n", "+1", "-F", path]).catch(() => {});
    }
  }

  #untilHealthy(doors: Doors, signal: AbortSignal): Promise<void> {
    const { id, withinMs } = this.#options;
    return untilHealthy(this.#made(), {
      id,
      plan: this.#plan,
      doors,
      withinMs,
      logFile: this.#log.path,
      expected: () => this.expected,
      signal,
    });
  }

  async #end(
    told: PowerState,
    how: (container: Docker.Container) => Promise<unknown>,
  ): Promise<void> {
    const container = this.#made();
    const { State } = await container.inspect();
    if (!State.Running && !State.Paused) return;
    this.#told = told;
    await unless([304, 404, 409], how(container));
    // A frozen one acts on signals only when it goes on.
    if (State.Paused) await unless([304, 404, 409, 500], container.unpause());
    await unless([404], container.wait({ condition: "not-running" }));
  }
}
