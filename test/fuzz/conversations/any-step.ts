import type { AttachmentKind, PersonAct } from "../../../src/core/conversation/event.ts";
import { content, tapped, typed } from "../../support/builders.ts";
import { anyPostback, type KnownIds } from "../any-postback.ts";
import type { Dice } from "../dice.ts";
import { strangeText } from "../strange-texts.ts";
import { ALL_PLACES, type Chat, HR_PLACES, type Step } from "./chat.ts";

const WORDS = Object.values(content.keywords).flat();
const NUMBERS = [
  "1",
  "2",
  "3",
  "4",
  "5",
  "6",
  "7",
  "8",
  "9",
  "10",
  "๑",
  "๔",
  "0",
  "99",
  "12321",
  "1 3",
  "2,4",
];
const DATES = ["15/12", "31/2", "15 ธ.ค. 2569", "1/1/2568", "พรุ่งนี้", "tomorrow", "next monday", "25 dec 2026"];
const KINDS: readonly AttachmentKind[] = ["sticker", "image", "video", "audio", "file", "location", "other"];
/** What a pushed message offers, which no turn has shown. */
const OF_REMINDERS = [
  "start",
  "stop_reminders",
  "snooze|date",
  "stop_round",
  "stop_always",
  "allow_reminders",
];

const KNOWN: KnownIds = {
  assessments: ["E0004", "E1004", "E9999", "x"],
  items: ["DLit100", "DLit400", "DT100", "knowledge-1", "x"],
  units: ["", "u-1", "d-1", "t-1", "u-3", "D9", "a|b"],
  runs: ["0123456789abcdef0123", "x"],
  simple: [
    "menu",
    "start",
    "team",
    "progress",
    "remind",
    "export",
    "erase",
    "plain_text",
    "see_answer",
    "what_if",
  ],
};

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What a person does next. */
export function anyStep(chat: Chat, place: number, dice: Dice): Step {
  return {
    act: anyAct(chat, dice),
    place: dice.chance(0.03) ? dice.below(ALL_PLACES.length) : place,
    way: dice.below(2 ** 31),
    afterMs: dice.weighted([
      [80, MINUTE_MS],
      [8, 500],
      [5, dice.below(40) * DAY_MS],
      [3, -MINUTE_MS],
      [1, 400 * DAY_MS],
    ]),
    isUnseen: dice.chance(0.02),
    isNoticeNew: dice.chance(0.002),
  };
}

/** A place for a while; those who look after people are seen often enough to get far. */
export function anyPlace(dice: Dice): number {
  return dice.chance(0.3) ? dice.pick(HR_PLACES) : dice.below(ALL_PLACES.length);
}

function anyAct(chat: Chat, dice: Dice): PersonAct {
  const make = dice.weighted<() => PersonAct>([
    [45, () => tapped(dice.pick(chat.recent.length > 0 ? chat.recent : ["menu"]))],
    [10, () => tapped(dice.pick(chat.shown.length > 0 ? chat.shown : ["start"]))],
    [14, () => typed(dice.pick(NUMBERS))],
    [12, () => typed(dice.pick(WORDS))],
    [2, () => typed(dice.pick(DATES))],
    [2, () => tapped(dice.pick(OF_REMINDERS))],
    [3, () => typed(strangeText(dice).toWellFormed().replaceAll("\u0000", "").slice(0, 5_000))],
    [3, () => tapped(anyPostback(dice, KNOWN).toWellFormed().slice(0, 300))],
    [2, () => ({ type: "attached", kind: dice.pick(KINDS) })],
    [1, () => ({ type: "followed", isUnblocked: dice.chance(0.5) })],
    [1, () => ({ type: "unfollowed" })],
    [1, () => ({ type: "unsent", messageId: "1" })],
  ]);
  return make();
}
