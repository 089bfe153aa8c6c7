import { setTimeout as pause } from "node:timers/promises";
import { type Service, startService } from "../faults/service.ts";
import type { RunLog } from "./run-log.ts";
import type { Web } from "./webhook-road.ts";

type Role = "web" | "worker";

/** A place in the crew; whoever holds it is replaced when killed. */
interface Place {
  readonly name: string;
  readonly role: Role;
  service: Service;
  /** While it listens. */
  url: string | undefined;
  isReady: boolean;
}

const PLACES = [
  ["web-1", "web"],
  ["web-2", "web"],
  ["worker-1", "worker"],
  ["worker-2", "worker"],
] as const;
const LOOK_EVERY_MS = 50;
/** A graceful stop takes a few seconds at most; the service itself gives up after 25. */
const STOP_WITHIN_MS = 20_000;

/** The processes of the service: two that take webhooks, two that work. */
export class Crew {
  readonly #settings: Readonly<Record<string, string>>;
  readonly #log: RunLog;
  readonly #places: Place[] = [];
  readonly #deaths: string[] = [];
  #aheadMs = 0;
  #isStopping = false;

  constructor(settings: Readonly<Record<string, string>>, log: RunLog) {
    this.#settings = settings;
    this.#log = log;
  }

  start(): void {
    for (const [name, role] of PLACES) {
      const place = { name, role, service: this.#spawn(role), url: undefined, isReady: false };
      this.#places.push(place);
      this.#watch(place);
    }
  }

  /** Resolves when all of them are ready to work, or all of one role. */
  async untilReady(role?: Role): Promise<void> {
    const isMissing = (place: Place) => !place.isReady && (role ?? place.role) === place.role;
    while (this.#places.some(isMissing)) await pause(LOOK_EVERY_MS);
  }

  webs(): readonly Web[] {
    return this.#places.filter(({ role }) => role === "web");
  }

  /** Kills one of those that are at work and starts another in its place; false when there is none. */
  async kill(role: Role, chance: number): Promise<boolean> {
    const candidates = this.#places.filter((one) => one.role === role && one.isReady);
    const place = candidates[Math.floor(chance * candidates.length)];
    if (place === undefined) return false;
    const { service } = place;
    this.#log.fault(role === "web" ? "kill_web" : "kill_worker", `${place.name} pid ${service.pid}`);
    place.isReady = false;
    place.url = undefined;
    service.kill("SIGKILL");
    await service.ended;
    this.#replace(place);
    return true;
  }

  /** Moves everybody's clock so far ahead of the machine's, ms. */
  moveAhead(ms: number): void {
    this.#aheadMs = ms;
    for (const { service } of this.#places) service.tell(ms);
  }

  /** Ends them as a system does; the names of those that had to be killed. */
  async stop(): Promise<readonly string[]> {
    this.#isStopping = true;
    const killed: string[] = [];
    await Promise.all(
      this.#places.map(async ({ name, service }) => {
        service.kill("SIGTERM");
        const cutting = setTimeout(() => {
          killed.push(name);
          service.kill("SIGKILL");
        }, STOP_WITHIN_MS);
        const code = await service.ended;
        clearTimeout(cutting);
        if (code !== 0 && !killed.includes(name)) this.#deaths.push(`${name} ended with ${code}`);
      }),
    );
    return killed;
  }

  /** Kills whoever is left; for the very end. */
  async end(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(
      this.#places.map(async ({ service }) => {
        service.kill("SIGKILL");
        await service.ended;
      }),
    );
  }

  /** Processes that ended though nobody killed them, with their last words. */
  deaths(): readonly string[] {
    return this.#deaths;
  }

  #spawn(role: Role): Service {
    const settings = { ...this.#settings, ROLE: role, CLOCK_AHEAD: String(this.#aheadMs) };
    return startService("test/chaos/chaos-service.ts", settings);
  }

  #replace(place: Place): void {
    if (this.#isStopping) return;
    place.service = this.#spawn(place.role);
    this.#watch(place);
  }

  #watch(place: Place): void {
    const { service } = place;
    const isThere = () => place.service === service;
    service.url.then(
      (url) => {
        if (!isThere()) return;
        place.url = url;
        // It may have been moved while the process was not listening yet.
        service.tell(this.#aheadMs);
      },
      () => {},
    );
    service.said("Ready").then(
      () => {
        if (isThere()) place.isReady = true;
      },
      () => {},
    );
    void service.ended.then((how) => {
      if (!isThere() || how === "SIGKILL" || this.#isStopping) return;
      this.#deaths.push(`${place.name} ended with ${how}: ${service.output().slice(-2_000)}`);
      this.#replace(place);
    });
  }
}
