import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type BotWithLine, startBotWithLine } from "../support/bot-with-line.ts";
import { content } from "../support/builders.ts";
import { Player, tappables, textsOf } from "../support/player.ts";

const FAMILY = "👩‍👩‍👧‍👦";
/** The longest LINE lets through, in UTF-16 code units. */
const LONGEST = 5_000;
const longest = (piece: string) => piece.repeat(Math.floor(LONGEST / piece.length));

const TEXTS = {
  "5,000 letters": longest("ก"),
  "5,000 times the same mark on one letter": `ก${longest("้")}`.slice(0, LONGEST),
  "nothing but emoji": longest(FAMILY),
  "half an emoji": "\ud83d",
  "nothing but characters without width": longest("\u200b\u200c\u200d\u2060\ufeff"),
  "letters with such characters in between": longest("ส\u200bวั\u200dส\u2060ดี"),
  "writing turned around": "\u202eภาษาไทย\u202c",
};

describe("strange texts, all the way through LINE", () => {
  let bot: BotWithLine;
  const troubles: unknown[] = [];
  const note = (fields: object, message: string) => void troubles.push({ ...fields, message });
  beforeAll(async () => {
    bot = await startBotWithLine({}, { log: { info: () => {}, warn: note, error: note } });
  });
  afterAll(async () => {
    await bot.stop();
  });

  let player: Player;
  beforeEach(async () => {
    player = new Player(bot.line, bot.line.people.add({ displayName: "ผู้ทดสอบ ข้อความแปลก" }).userId);
    await player.follow();
    for (const choice of ["accept|", "stage|early", "group|early|service", "begin_full"]) {
      await player.tap(choice);
    }
  });

  it.each(Object.entries(TEXTS))("%s: a kind answer, and the question again", async (_name, text) => {
    const asked = tappables(player.latest);
    await player.type(text);
    expect(textsOf(player.latest)).toContain(content.texts.th["answer.not_understood"]);
    expect(tappables(player.latest)).toEqual(asked);
    expect(bot.line.log.rejected()).toEqual([]);
    expect(troubles).toEqual([]);
  });
});
