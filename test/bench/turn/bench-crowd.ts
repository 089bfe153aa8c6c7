import { accountId } from "../../../src/simulator/line-ids.ts";
import type { LineEvent } from "../../../src/simulator/webhook-sender.ts";
import { postbackEvent } from "../load/line-webhook.ts";

/** How one bot is answered. */
export interface Script {
  /** What is tapped one after another until the first question stands there. */
  readonly opening: readonly string[];
  readonly questions: number;
  /** The tap on the question at this place, from 0; `begunBy` is the id of the event that ended the opening. */
  tap(place: number, begunBy: string): string;
}

/** A person in the middle of an assessment. */
interface BenchPerson {
  readonly userId: string;
  /** The question at which the person is met, from 0: what is before it is not measured. */
  readonly metAt: number;
  /** How many taps of the opening were made. */
  opened: number;
  begunBy: string;
  /** How many questions were answered. */
  answered: number;
}

/**
 * Made-up people who answer one question after another, each only when their card is there. They are met at different
 * questions: whoever all began at once would all finish at once, and the last answer costs most.
 */
export class BenchCrowd {
  readonly #script: Script;
  readonly #begun: BenchPerson[] = [];
  readonly #newcomers: BenchPerson[] = [];
  readonly #waiting = new Map<string, BenchPerson>();
  readonly #finished: BenchPerson[] = [];
  #joined = 0;
  /** All taps on a level that were made, those before people are met too. */
  ratings = 0;
  /** How often nobody had a card and somebody had to tap the next question before it was shown. */
  tooEarly = 0;

  constructor(script: Script) {
    this.#script = script;
  }

  /** How many taps those in the middle of it can still make. */
  get tapsLeft(): number {
    const { questions } = this.#script;
    return [...this.#begun, ...this.#waiting.values()].reduce(
      (sum, { answered }) => sum + questions - answered,
      0,
    );
  }

  /** How many taps lead newcomers to the question they are met at. */
  get openingTaps(): number {
    const { opening } = this.#script;
    return this.#newcomers.reduce((sum, { metAt }) => sum + opening.length + metAt, 0);
  }

  /** Ids of people who answered something and have not finished, or of those who have. */
  userIds(which: "midway" | "finished"): readonly string[] {
    const people = which === "finished" ? this.#finished : this.#begun;
    return people.filter(({ answered }) => answered > 0).map(({ userId }) => userId);
  }

  /** How many ratings everybody with a card on the screen has been shown an answer to, by user id. */
  answeredTaps(): ReadonlyMap<string, number> {
    return new Map(this.#begun.map(({ userId, answered }) => [userId, answered]));
  }

  /** Lets in as many newcomers as have at least so many taps to make from where they are met. */
  join(taps: number): void {
    const { questions } = this.#script;
    for (let left = taps; left > 0; this.#joined += 1) {
      const metAt = this.#joined % questions;
      this.#newcomers.push({ userId: accountId("U"), metAt, opened: 0, begunBy: "", answered: 0 });
      left -= questions - metAt;
    }
  }

  /** The next tap of a newcomer on the way; undefined when all others wait or are there. */
  nextOpening(): LineEvent | undefined {
    const person = this.#newcomers.shift();
    if (person === undefined) return undefined;
    const data = this.#script.opening[person.opened];
    if (data === undefined) return this.#rate(person);
    const event = postbackEvent({ userId: person.userId, data });
    person.opened += 1;
    person.begunBy = event.webhookEventId;
    return this.#wait(person, event);
  }

  /** Somebody's tap on the question they see. Throws when everybody has finished. */
  nextTap(): LineEvent {
    return this.#rate(this.#begun.shift() ?? this.#impatient());
  }

  /** The card of this reply is there; the person may go on. */
  answer(replyToken: string): void {
    const person = this.#waiting.get(replyToken);
    if (person === undefined) return;
    this.#waiting.delete(replyToken);
    if (!this.#isMet(person)) this.#newcomers.push(person);
    else if (person.answered < this.#script.questions) this.#begun.push(person);
    else this.#finished.push(person);
  }

  /** Puts whoever sees a question in an order of their own: those met at the same question came one after another. */
  mix(): void {
    // Ids are random.
    this.#begun.sort((one, other) => (one.userId < other.userId ? -1 : 1));
  }

  /** Nobody waits for an answer any more: whoever still does has left. */
  leaveWaiting(): void {
    this.#waiting.clear();
  }

  #isMet({ opened, answered, metAt }: BenchPerson): boolean {
    return opened >= this.#script.opening.length && answered >= metAt;
  }

  #rate(person: BenchPerson): LineEvent {
    const data = this.#script.tap(person.answered, person.begunBy);
    person.answered += 1;
    this.ratings += 1;
    return this.#wait(person, postbackEvent({ userId: person.userId, data }));
  }

  #wait(person: BenchPerson, event: LineEvent): LineEvent {
    this.#waiting.set(event.replyToken ?? "", person);
    return event;
  }

  #impatient(): BenchPerson {
    for (const [replyToken, person] of this.#waiting) {
      if (person.answered >= this.#script.questions || !this.#isMet(person)) continue;
      this.#waiting.delete(replyToken);
      this.tooEarly += 1;
      return person;
    }
    throw new Error("everybody has answered everything");
  }
}
