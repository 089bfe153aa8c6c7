import { expect, test } from "vitest";
import {
  apology,
  groupChatHint,
  isMeantForBot,
  lateAnswerCard,
} from "../../../src/core/conversation/asides.ts";
import { begun, buttonsOf, content, go, typed } from "../../support/builders.ts";

test.each(["ทีม", "ทีมครับ", "เมนู", "RESULT", "ข้อมูล ของ ฉัน"])("%s in a group is meant for the bot", (text) => {
  expect(isMeantForBot(text, content)).toBe(true);
});

test.each(["ต่อ", "กลับ", "next", "ไทย", "3", "ตกลง", "สวัสดี", "", "ประชุมทีมบ่ายสอง"])(
  "%j in a group is not for the bot",
  (text) => {
    expect(isMeantForBot(text, content)).toBe(false);
  },
);

test("in a group the hint is given in every language", () => {
  const { text } = groupChatHint(content);
  expect(text).toContain(content.texts.th["group_chat.hint"]);
  expect(text).toContain(content.texts.en["group_chat.hint"]);
});

test.each(["th", "en"] as const)("what the late card (%s) says to tap can be typed", (language) => {
  const card = lateAnswerCard(language, content);
  const [button] = buttonsOf(card);
  expect(card.text).toContain(button?.label);
  const talk = begun(undefined, undefined, language);
  expect(go(talk, typed(button?.label ?? "")).turn.messages).toEqual(talk.turn.messages);
});

test("the apology says what is safe and how to go on", () => {
  expect(apology("th", content).text).toContain("“เมนู”");
  expect(apology("en", content).text).toContain("“menu”");
});
