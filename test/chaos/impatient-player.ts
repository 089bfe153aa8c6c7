import { setTimeout as pause } from "node:timers/promises";
import type { LineStandIn } from "../../src/simulator/line-stand-in.ts";
import { type Received, type Tappable, tappables, textsOf } from "../support/player.ts";
import type { PlayerEntry } from "./log-entries.ts";
import type { RunLog } from "./run-log.ts";

/** How quick people are, ms. */
export interface Pace {
  /** From reading to tapping. */
  readonly think: Range;
  /** After so long without an answer they do something. */
  readonly patience: Range;
}

/** From least to most, ms. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

interface PlayerParts {
  readonly line: LineStandIn;
  readonly log: RunLog;
  readonly userId: string;
  readonly random: () => number;
  readonly pace: Pace;
}

/** What somebody may tap now. */
interface Prompt {
  /** The question's item; null when it is none. */
  readonly item: string | null;
  readonly choices: readonly Tappable[];
}

/** What people do, as shares. */
const TWICE = 0.08;
const CORRECTING = 0.25;
const TAPPING_AGAIN = 0.4;
/** Buttons that lead to the questions, first things first; of several one is taken. */
const WAY = ["accept|", "stage|", "group|", "begin_full", "see_answer", "continue", "resume|"];
const RESULT = /^ผลการประเมิน/u;

/** Somebody who answers a whole assessment: quick, at times hesitant, and never patient for long. */
export class ImpatientPlayer {
  readonly userId: string;
  readonly #parts: PlayerParts;
  readonly #cards = new Map<string, readonly Tappable[]>();
  readonly #given = new Map<string, Tappable>();
  #prompt: Prompt | null = null;
  #latest: { readonly item: string | null; readonly at: number } = { item: null, at: 0 };
  #again: (() => void) | undefined;
  #heard = Promise.withResolvers<void>();
  #nudges = 0;
  #isFinished = false;

  constructor(parts: PlayerParts) {
    this.userId = parts.userId;
    this.#parts = parts;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Something arrived in the chat. */
  hear(messages: readonly Received[]): void {
    if (RESULT.test(textsOf(messages.filter(({ type }) => type === "flex")))) this.#finish();
    const prompt = promptIn(messages);
    if (prompt === null || this.#isOnItsWay(prompt)) return;
    this.#prompt = prompt;
    this.#heard.resolve();
  }

  /** From adding the account to the result; ends early when told to. */
  async play(signal: AbortSignal): Promise<void> {
    const { line, pace } = this.#parts;
    this.#act(null, () => line.people.follow(this.userId));
    while (!this.#isFinished && !signal.aborted) {
      await this.#wait(pace.patience, signal, this.#heard.promise);
      if (this.#isFinished || signal.aborted) break;
      const prompt = this.#prompt;
      if (prompt === null) this.#nudge();
      else await this.#answer(prompt, signal);
    }
    if (!this.#isFinished) this.#note("gave_up");
  }

  /** Says something whose answer is short, and so brings along what waits for a reply. */
  sayLastWord(): void {
    this.#parts.line.people.sendText(this.userId, "เมนู");
  }

  async #answer(prompt: Prompt, signal: AbortSignal): Promise<void> {
    await this.#wait(this.#parts.pace.think, signal);
    if (signal.aborted) return;
    const choice = this.#choose(prompt);
    const { item } = prompt;
    const tap = () => this.#tap(item, choice);
    if (item !== null) this.#cards.set(item, prompt.choices);
    this.#act(item, tap);
    if (this.#chance() < TWICE) {
      this.#note("twice", item ?? choice.data);
      tap();
    }
    if (item !== null && this.#chance() < CORRECTING) this.#correct(item);
  }

  /** Another level on an older card, at the same instant as the tap on the open one. */
  #correct(open: string): void {
    const [item, choices] = this.#pick([...this.#cards].filter(([known]) => known !== open)) ?? [];
    if (item === undefined || choices === undefined) return;
    const other = this.#pick(choices.filter((choice) => choice.data !== this.#given.get(item)?.data));
    if (other === undefined) return;
    this.#note("corrected", `${item} beside ${open}`);
    this.#tap(item, other);
  }

  #nudge(): void {
    const { line } = this.#parts;
    this.#nudges += 1;
    const again = this.#again;
    if (again !== undefined && this.#chance() < TAPPING_AGAIN) {
      this.#note("nudged", "tapped again");
      again();
      return;
    }
    // In case the result was what did not come.
    const text = this.#nudges % 3 === 0 ? "ผล" : "ต่อ";
    this.#note("nudged", text);
    line.people.sendText(this.userId, text);
  }

  #tap(item: string | null, choice: Tappable): void {
    if (item !== null) this.#given.set(item, choice);
    this.#parts.line.people.tap(this.userId, choice);
  }

  #act(item: string | null, act: () => void): void {
    this.#prompt = null;
    this.#heard = Promise.withResolvers();
    this.#latest = { item, at: performance.now() };
    this.#again = act;
    act();
  }

  #finish(): void {
    if (!this.#isFinished) this.#note("finished");
    this.#isFinished = true;
    this.#heard.resolve();
  }

  /** The same question once more, just after it was answered: the next one is on its way. */
  #isOnItsWay({ item }: Prompt): boolean {
    if (item === null || item !== this.#latest.item) return false;
    return performance.now() - this.#latest.at < this.#parts.pace.patience.least;
  }

  /** Mostly a level, sometimes that it is no part of one's work or that one does not want to say. */
  #choose({ item, choices }: Prompt): Tappable {
    const levels = item === null ? choices : choices.filter(({ data }) => /\|\d$/u.test(data));
    const among = levels.length > 0 && this.#chance() < 0.9 ? levels : choices;
    return this.#pick(among) ?? { label: "", data: "" };
  }

  #pick<T>(things: readonly T[]): T | undefined {
    return things[Math.floor(this.#chance() * things.length)];
  }

  #chance(): number {
    return this.#parts.random();
  }

  #note(what: PlayerEntry["what"], detail?: string): void {
    const { log } = this.#parts;
    log.write({ kind: "player", person: this.userId, what, ...(detail === undefined ? {} : { detail }) });
  }

  async #wait({ least, most }: Range, signal: AbortSignal, heard?: Promise<void>): Promise<void> {
    const ending = new AbortController();
    const over = pause(least + this.#chance() * (most - least), undefined, {
      signal: AbortSignal.any([signal, ending.signal]),
    }).catch(() => {});
    await (heard === undefined ? over : Promise.race([over, heard]));
    ending.abort();
  }
}

function promptIn(messages: readonly Received[]): Prompt | null {
  const buttons = tappables(messages);
  const item = itemOf(buttons.findLast(({ data }) => data.startsWith("rate|")));
  if (item !== null) return { item, choices: buttons.filter((button) => itemOf(button) === item) };
  for (const start of WAY) {
    const choices = buttons.filter(({ data }) => data.startsWith(start));
    if (choices.length > 0) return { item: null, choices };
  }
  return null;
}

function itemOf(button: Tappable | undefined): string | null {
  const [action, , item] = button?.data.split("|") ?? [];
  return action === "rate" && item !== undefined ? item : null;
}
