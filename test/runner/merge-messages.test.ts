import { describe, expect, it } from "vitest";
import type { OutgoingMessage } from "../../src/core/conversation/message.ts";
import { mergeMessages } from "../../src/runner/merge-messages.ts";
import type { PendingTurn } from "../../src/runner/ports.ts";

const texts = (...words: readonly string[]): OutgoingMessage[] =>
  words.map((text) => ({ type: "text", text }));
const saved = { type: "save_notice_acceptance", noticeVersion: "1", acceptedAt: 5 } as const;

function turn(eventId: string, words: readonly string[], over: Partial<PendingTurn> = {}): PendingTurn {
  return {
    eventId,
    replyToken: null,
    replyUntil: 9,
    messages: texts(...words),
    effects: [],
    revision: 3,
    waiting: true,
    ...over,
  };
}

describe("messages that wait", () => {
  it("lead the new ones, oldest first", () => {
    const pending = [turn("a", ["1", "2"]), turn("b", ["3"])];
    expect(mergeMessages(pending, texts("4"), true)).toEqual({
      messages: texts("1", "2", "3", "4"),
      pending: [],
    });
  });

  it("go on waiting as far as five messages have no room for them", () => {
    const pending = [turn("a", ["1", "2"]), turn("b", ["3", "4"]), turn("c", ["5"])];
    expect(mergeMessages(pending, texts("6", "7"), true)).toEqual({
      messages: texts("1", "2", "3", "6", "7"),
      pending: [turn("b", ["4"]), turn("c", ["5"])],
    });
  });

  it("all go on waiting when the new ones fill the reply", () => {
    const pending = [turn("a", ["1"])];
    const fresh = texts("2", "3", "4", "5", "6");
    expect(mergeMessages(pending, fresh, true)).toEqual({ messages: fresh, pending });
  });

  it("are not said twice, neither with the new ones nor among themselves", () => {
    const pending = [turn("a", ["1", "2"]), turn("b", ["2", "3"])];
    expect(mergeMessages(pending, texts("3", "4"), true)).toEqual({
      messages: texts("1", "2", "3", "4"),
      pending: [],
    });
  });

  it("wait on when the event brings no reply token", () => {
    const pending = [turn("a", ["1"])];
    expect(mergeMessages(pending, [], false)).toEqual({ messages: [], pending });
  });

  it("leave behind what the records still have to get", () => {
    expect(mergeMessages([turn("a", ["1"], { effects: [saved] })], texts("2"), true)).toEqual({
      messages: texts("1", "2"),
      pending: [turn("a", [], { effects: [saved] })],
    });
  });
});

it("leaves alone what another worker is sending", () => {
  const pending = [turn("a", ["1"], { waiting: false }), turn("b", ["2"])];
  expect(mergeMessages(pending, texts("3"), true)).toEqual({
    messages: texts("2", "3"),
    pending: [pending[0]],
  });
});
