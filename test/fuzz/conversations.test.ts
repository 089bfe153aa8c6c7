import { expect, test } from "vitest";
import { newSession } from "../../src/core/conversation/new-session.ts";
import { tapped, typed } from "../support/builders.ts";
import { Chat } from "./conversations/chat.ts";
import { turnProblems } from "./conversations/check-turn.ts";
import { MessageCheck } from "./conversations/message-check.ts";
import { describeFindings, fuzzConversations } from "./conversations/run.ts";

const SEED = 20_261_123;
const STEP = { place: 1, way: 0, afterMs: 60_000, isUnseen: false, isNoticeNew: false };

test("nothing is wrong in 150 random conversations", async () => {
  const outcome = await fuzzConversations(150, SEED);
  expect(describeFindings(outcome)).toBe("");
  expect(outcome.conversations).toBe(150);
  expect(outcome.figures.checked).toBeGreaterThan(500);
});

test("a silent turn, an unreadable button and a text that is cut off are found", () => {
  const done = new Chat(newSession("U-example")).do({ ...STEP, act: typed("เมนู") });
  expect(turnProblems(done)).toEqual([]);
  expect(turnProblems({ ...done, turn: { ...done.turn, messages: [] } })).toEqual(["no answer to typed"]);
  const shortcut = { label: "x", data: "unknown|1", displayText: "x" };
  const messages = [{ type: "text", text: "ก".repeat(5_001), shortcuts: [shortcut] }] as const;
  expect(turnProblems({ ...done, turn: { ...done.turn, messages } })).toEqual([
    "text: text of 5001 characters: the end is cut off as plain text",
    "text: a button nobody can read: unknown",
  ]);
});

test("a card that LINE would refuse counts as one that fell back to text", () => {
  const check = new MessageCheck();
  const { messages } = new Chat(newSession("U-example")).do({ ...STEP, act: tapped("menu") }).turn;
  const card = messages.find(({ type }) => type === "card");
  if (card?.type !== "card") throw new Error("a card was expected");
  expect(check.problemsOf(card)).toEqual([]);
  expect(check.problemsOf({ ...card, values: {} } as typeof card).join()).toContain("its text is sent");
  expect(check.figures.fallbacks).toBe(1);
});
