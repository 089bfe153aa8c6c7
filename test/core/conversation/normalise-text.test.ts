import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normaliseText } from "../../../src/core/conversation/normalise-text.ts";
import { content } from "../../support/builders.ts";

const words = Object.values(content.keywords).flat();
const word = fc.constantFrom(...words);
const thaiAndLatin = fc.string({
  unit: fc.constantFrom(..."กขคนรับทำเแะาำํ่้๊๋์ุูๆฯ๑๔ aAbZ İK1-_.,!?“” \n​".split(""), "ครับ", "ค่ะ", "นะ", "please"),
});

describe("typed text as it is compared", () => {
  test("does not change when it is compared again", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), thaiAndLatin), (text) => {
        const once = normaliseText(text);
        expect(normaliseText(once)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  test("is the same in upper and lower case, with spaces, punctuation and invisible characters around", () => {
    const around = fc.constantFrom("", " ", "\u200b", "  \n", "“", "!", "...", " ?");
    fc.assert(
      fc.property(word, around, around, (typed, before, after) => {
        expect(normaliseText(`${before}${typed.toUpperCase()}${after}`)).toBe(typed);
      }),
    );
  });

  test("is the same with polite particles", () => {
    const particle = fc.constantFrom(
      "ครับ",
      "ค่ะ",
      "คะ",
      "นะครับ",
      "นะคะ",
      "หน่อย",
      "หน่อยครับ",
      "ด้วยค่ะ",
      " please",
    );
    fc.assert(
      fc.property(word, fc.constantFrom("", " "), particle, (typed, space, ending) => {
        expect(normaliseText(`${typed}${space}${ending}`)).toBe(typed);
      }),
    );
  });

  test("is the same with spaces anywhere inside a Thai word", () => {
    fc.assert(
      fc.property(fc.constantFrom(...words.filter((one) => /^[ก-๛]+$/u.test(one))), fc.nat(), (typed, at) => {
        const place = at % (typed.length + 1);
        // A space can cut off what then looks like a particle; nobody types words that way.
        fc.pre(!/^(?:ด้วย|นะ|คะ)/u.test(typed.slice(place)));
        expect(normaliseText(`${typed.slice(0, place)} ${typed.slice(place)}`)).toBe(typed);
      }),
    );
  });

  test.each([
    { typed: "ทํา", same: "ทำ", why: "ำ of two characters" },
    { typed: "น้ํา", same: "น้ำ", why: "ำ of two characters after a tone mark" },
    { typed: "นํ้า", same: "น้ำ", why: "ำ of two characters around a tone mark" },
    { typed: "เเผน", same: "แผน", why: "แ of two characters" },
    { typed: "๓", same: "3", why: "Thai numerals" },
    { typed: "ＭＥＮＵ".normalize("NFKC"), same: "menu", why: "case" },
    { typed: "ครับ", same: "ครับ", why: "a particle alone stays, so that something is left" },
    { typed: "…!?", same: "", why: "nothing but punctuation" },
  ])("$typed is compared as $same: $why", ({ typed, same }) => {
    expect(normaliseText(typed)).toBe(same);
  });

  test("takes long nonsense without trouble", () => {
    expect(normaliseText(`${"ครับ".repeat(1000)}`)).toBe("ครับ");
  });
});
