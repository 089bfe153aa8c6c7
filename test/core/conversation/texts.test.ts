import { describe, expect, test } from "vitest";
import { TEXT_IDS } from "../../../src/core/conversation/text-ids.ts";
import { LANGUAGES } from "../../../src/core/language.ts";
import { answerAll, begun, content, go, typed } from "../../support/builders.ts";

describe.each(LANGUAGES)("the texts in %s", (language) => {
  const texts = content.texts[language];

  test("are exactly those the conversation asks for", () => {
    expect(Object.keys(texts).toSorted()).toEqual([...TEXT_IDS].toSorted());
  });

  test.each(["help.text", "coming.text"])("name in %s only words that are understood and exist", (id) => {
    const words = [...(texts[id] ?? "").matchAll(/[^\n:·]+(?= ·)|(?<=· )[^\n·]+/gu)].map(([word]) =>
      word.trim(),
    );
    expect(words.length).toBeGreaterThan(5);
    const start = answerAll(begun(undefined, undefined, language), "2");
    const notUnderstood = [texts["answer.not_understood_nothing"], texts["answer.not_understood_choice"]];
    const comingLater = (text: string) => text.endsWith((texts["coming.text"] ?? "").split("”")[1] ?? "");
    const useless = words.filter((word) => {
      const said = go(start, typed(word)).turn.messages.map(({ text }) => text);
      return said.some((text) => notUnderstood.includes(text) || comingLater(text));
    });
    expect(useless).toEqual([]);
  });
});

test("Thai is spoken in a neutral official register: no polite particles, no Thai numerals, no blame", () => {
  const wrong = Object.entries(content.texts.th).filter(([, text]) =>
    /ครับ|ค่ะ|นะคะ|[๐-๙]|สอบตก|ล้มเหลว/u.test(text),
  );
  expect(wrong).toEqual([]);
});
