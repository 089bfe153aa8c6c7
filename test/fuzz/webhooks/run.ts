import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Dice } from "../dice.ts";
import { Bodies, type Body } from "./any-body.ts";
import { type FuzzedService, startFuzzedService } from "./fuzzed-service.ts";
import { type LineSink, startLineSink } from "./line-sink.ts";
import { MOST_WAITING, PEOPLE, RSS_GROWTH, type WebhookFuzz, type WebhooksOutcome } from "./outcome.ts";
import { People } from "./people.ts";
import { Poster } from "./poster.ts";
import { shortestBody } from "./shortest-body.ts";
import { Watch } from "./watch.ts";

const MEMBERS = 150;
const SENDERS = 16;
const LOOK_MS = 200;
/** Five failures of an event take half a minute. */
const DRAINED_WITHIN_MS = 180_000;
const MOST_PROBLEMS = 30;
/** Bodies lately sent, to find the one an error is about. */
const KEPT_BODIES = 20_000;

/** Sends so many bodies of all kinds to the real service and judges everything that can be seen of it. */
export async function fuzzWebhooks(fuzz: WebhookFuzz): Promise<WebhooksOutcome> {
  const secret = randomBytes(16).toString("hex");
  const people = new People(PEOPLE, randomBytes(4).toString("hex"));
  const line = await startLineSink(people);
  const { isEmbedded } = fuzz;
  const service = await startFuzzedService({ secret, lineUrl: line.url, members: MEMBERS, isEmbedded });
  try {
    const run = new Run(fuzz, { secret, people, line, service });
    return await run.toTheEnd();
  } finally {
    await service.stop();
    await service.remove();
    await line.close();
  }
}

interface Parts {
  readonly secret: string;
  readonly people: People;
  readonly line: LineSink;
  readonly service: FuzzedService;
}

/** One run; its parts are there. */
class Run {
  readonly #fuzz: WebhookFuzz;
  readonly #parts: Parts;
  readonly #bodies: Bodies;
  readonly #poster: Poster;
  readonly #watch: Watch;
  readonly #answers = new Map<string, number>();
  readonly #problems: string[] = [];
  readonly #lately: Body[] = [];
  #sent = 0;
  #isOver = false;
  #waiting = 0;

  constructor(fuzz: WebhookFuzz, parts: Parts) {
    this.#fuzz = fuzz;
    this.#parts = parts;
    this.#bodies = new Bodies(parts.secret, parts.people, new Dice(fuzz.seed));
    this.#poster = new Poster(parts.service.url);
    this.#watch = new Watch(parts.service.processes, parts.people.canary);
  }

  async toTheEnd(): Promise<WebhooksOutcome> {
    try {
      return await this.#sendAndJudge();
    } finally {
      this.#isOver = true;
      this.#poster.close();
    }
  }

  async #sendAndJudge(): Promise<WebhooksOutcome> {
    const startedAt = performance.now();
    const looking = this.#lookOnAndOn();
    const dying = this.#parts.service.processes.map(({ name, service }) =>
      service.ended.then((how) => this.#isOver || this.#complain(`${name} died: ${how}`)),
    );
    await Promise.all(Array.from({ length: SENDERS }, () => this.#sendOnAndOn()));
    const tookMs = performance.now() - startedAt;
    const gauges = await this.#drain();
    const drainedMs = performance.now() - startedAt - tookMs;
    this.#isOver = true;
    await looking;
    const endings = await this.#parts.service.stop();
    await Promise.all(dying);
    for (const how of endings) if (how !== 0) this.#complain(`a process ended with ${how}`);
    this.#judge(gauges);
    return {
      ...this.#fuzz,
      problems: this.#problems,
      answers: this.#answers,
      line: this.#parts.line.figures,
      events: gauges.accepted,
      memory: this.#watch.memory(),
      logLines: this.#watch.lines,
      warnings: this.#watch.warnings,
      tookMs,
      drainedMs,
    };
  }

  async #sendOnAndOn(): Promise<void> {
    while (this.#sent < this.#fuzz.bodies && this.#problems.length < MOST_PROBLEMS) {
      while (this.#waiting > MOST_WAITING && !this.#isOver) await pause(LOOK_MS / 4);
      this.#sent += 1;
      const body = this.#bodies.next();
      this.#lately.push(body);
      if (this.#lately.length > KEPT_BODIES) this.#lately.splice(0, KEPT_BODIES / 10);
      const status = await this.#poster.post(body);
      const key = `${body.kind} ${status}`;
      this.#answers.set(key, (this.#answers.get(key) ?? 0) + 1);
      if (status !== body.expected) await this.#complainOf(body, status);
    }
  }

  async #complainOf(body: Body, status: number): Promise<void> {
    const smallest = await shortestBody(
      body,
      this.#parts.secret,
      async (one) => (await this.#poster.post(one)) === status,
    );
    this.#complain(`${status} instead of ${body.expected} for ${body.kind}: ${shown(smallest)}`);
  }

  async #lookOnAndOn(): Promise<void> {
    while (!this.#isOver) {
      await pause(LOOK_MS);
      this.#watch.look(this.#sent / this.#fuzz.bodies);
      this.#waiting =
        (await readGauges(this.#parts.service.url).catch(() => undefined))?.waiting ?? this.#waiting;
    }
    this.#watch.read();
  }

  async #drain(): Promise<Gauges> {
    const until = Date.now() + DRAINED_WITHIN_MS;
    for (;;) {
      const gauges = await readGauges(this.#parts.service.url).catch(() => NO_GAUGES);
      if (gauges.waiting === 0 || gauges === NO_GAUGES || Date.now() > until) return gauges;
      await pause(LOOK_MS);
    }
  }

  #judge({ waiting, dead }: Gauges): void {
    this.#watch.read();
    if (Number.isNaN(waiting)) this.#complain("the service does not say what waits in its inbox");
    if (waiting > 0) this.#complain(`${waiting} events were not worked on`);
    if (dead > 0) this.#complain(`${dead} dead letters`);
    for (const { process, line } of this.#watch.troubles)
      this.#complain(`${process} wrote ${line}${this.#culprit(line)}`);
    for (const problem of this.#parts.line.problems) this.#complain(problem);
    for (const { process, atFifth, atEnd } of this.#watch.memory()) {
      // A short run is over before memory has settled.
      if (this.#fuzz.bodies >= 100_000 && atEnd > atFifth * RSS_GROWTH) {
        this.#complain(`${process} grew from ${atFifth} to ${atEnd} MB`);
      }
    }
  }

  /** The body an error is about, where the log names the event. */
  #culprit(line: string): string {
    const id = /"eventId":"((?:[^"\\]|\\.)+)"/u.exec(line)?.[1];
    const body = id === undefined ? undefined : this.#lately.find(({ bytes }) => bytes.includes(id));
    return body === undefined ? "" : `\n    for ${shown(body)}`;
  }

  #complain(problem: string): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
  }
}

const MOST_SHOWN = 1_500;

function shown({ bytes, headers }: Pick<Body, "bytes" | "headers">): string {
  const text = bytes.toString("utf8");
  const start = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}… (${bytes.length} bytes)` : text;
  return `${JSON.stringify(headers)} ${JSON.stringify(start)}`;
}

interface Gauges {
  readonly waiting: number;
  readonly dead: number;
  readonly accepted: number;
}

const NO_GAUGES: Gauges = { waiting: Number.NaN, dead: Number.NaN, accepted: Number.NaN };

/** As the service tells them at /metrics. */
async function readGauges(url: string): Promise<Gauges> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = (name: string) =>
    Number(
      text
        .split("\n")
        .find((line) => line.startsWith(`${name} `))
        ?.split(" ")[1] ?? Number.NaN,
    );
  return {
    waiting: value('thaksa_inbox_events{state="waiting"}'),
    dead: value('thaksa_inbox_events{state="dead"}'),
    accepted: value("thaksa_events_accepted_total"),
  };
}
