import { accountOf } from "../../sending/sending-world.ts";
import { content } from "../../support/builders.ts";
import { anyPostback, type KnownIds } from "../any-postback.ts";
import type { Dice } from "../dice.ts";
import { HR_NUMBERS, MANAGER_NUMBERS } from "./roles.ts";

/** Somebody with a chat that goes on. */
export interface Person {
  readonly number: number;
  readonly userId: string;
  /** Data of the buttons they were shown last. */
  buttons: readonly string[];
}

const ITEMS = content.framework.units.map(({ code }) => code);
const SIMPLE = [
  "menu",
  "start",
  "restart",
  "confirm_restart",
  "team",
  "progress",
  "remind",
  "export",
  "erase",
];
/** Human resources, twice, and managers, as fuzzed-service.ts makes them. */
const BUSY = [...HR_NUMBERS, ...HR_NUMBERS, ...MANAGER_NUMBERS];
/** Marks a token of which it is known whose it is. */
const TOKEN = /^t(\d+)-\d+$/u;
const LEAVING = ["erase", "unlink"];
const WORDS = Object.entries(content.keywords).flatMap(([name, words]) =>
  LEAVING.includes(name) ? [] : words,
);
const NUMBERS = ["1", "1", "1", "2", "3", "4", "5", "๑", "๓", "0", "99", "12321", "1,2", "15/12", "31/2"];
const WORK = ["เตือน", "ติดตาม", "ทีม", "remind", "progress", "team", "จัดการบุคลากร"];

/** What is left of the buttons of somebody who must not leave: nobody can link them again. */
const CALLED_OFF = ["cancel"];

function isLeaving(data: readonly string[]): boolean {
  return data.some((one) => ["erase_sure", "erase_now", "unlink_confirm"].includes(one));
}

/** The people of a run: what they were shown, and the ids of what happens to them. */
export class People {
  readonly all: readonly Person[];
  /** Stands in everything that is written; no log may have it. */
  readonly canary: string;
  readonly #run: string;
  #events = 0;
  #assessments: readonly string[] = ["x"];

  constructor(count: number, run: string) {
    this.#run = run;
    this.canary = `kanarienvogel-${run}`;
    this.all = Array.from({ length: count }, (_, number) => ({
      number,
      userId: accountOf(number),
      buttons: [],
    }));
  }

  /** Those who look after others come up often enough to get far: reminders are sent, teams looked at. */
  anyone(dice: Dice): Person {
    const number = dice.chance(0.15) ? dice.pick(BUSY) : dice.below(this.all.length);
    return this.all[number] ?? dice.pick(this.all);
  }

  /** What somebody types, as far as it is usual; those who look after others mostly do their work. */
  words(person: Person, dice: Dice): string {
    if (!BUSY.includes(person.number)) return dice.pick(dice.chance(0.5) ? NUMBERS : WORDS);
    if (person.buttons === CALLED_OFF) return "เมนู";
    return dice.pick(dice.chance(0.4) ? WORK : dice.chance(0.5) ? NUMBERS : WORDS);
  }

  now(): number {
    return Date.now();
  }

  nextEventId(): string {
    this.#events += 1;
    return `${this.#run}E${this.#events}`;
  }

  nextToken({ number }: Person): string {
    this.#events += 1;
    return `t${number}-${this.#events}`;
  }

  /** Notes the buttons somebody got with a reply. */
  shown(replyToken: string, data: readonly string[]): void {
    const person = this.all[Number(TOKEN.exec(replyToken)?.[1] ?? -1)];
    if (person === undefined || data.length === 0) return;
    person.buttons = isLeaving(data) && BUSY.includes(person.number) ? CALLED_OFF : data;
    const assessments = data.flatMap((one) => /^(?:rate|back)\|([^|]+)/u.exec(one)?.[1] ?? []);
    if (assessments.length > 0) this.#assessments = [...assessments, ...this.#assessments].slice(0, 50);
  }

  /** One of those shown last; what leads to reminders being sent comes first half of the time. */
  ownButton({ buttons }: Person, dice: Dice): string {
    const sending = buttons.filter((data) => /^remind_(?:unit|send)\|/u.test(data));
    if (sending.length > 0 && dice.chance(0.5)) return dice.pick(sending);
    return buttons.length === 0 ? "start" : dice.pick(buttons);
  }

  /** Somebody else's. */
  foreignButton(dice: Dice): string {
    const { buttons } = dice.pick(this.all);
    return buttons.length === 0 ? "menu" : dice.pick(buttons);
  }

  madeUpButton({ buttons }: Person, dice: Dice): string {
    const own = buttons.flatMap((data) => data.split("|").slice(1));
    const known: KnownIds = {
      assessments: this.#assessments,
      items: [...ITEMS, ...own],
      units: ["", "10", "x", ...own],
      runs: ["0123456789abcdef0123", ...own],
      simple: SIMPLE,
    };
    return anyPostback(dice, known);
  }
}
