import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotWithLine, startBotWithLine } from "../support/bot-with-line.ts";
import { content, ROLES } from "../support/builders.ts";
import { Player, type Received, tappables, textsOf } from "../support/player.ts";

const isLevel = ({ data }: { readonly data: string }) => data.startsWith("rate|");
const typesWhere = (messages: readonly Received[], fits: (message: Received) => boolean) =>
  messages.filter(fits).map(({ type }) => type);

describe("from greeting to result through LINE", () => {
  let bot: BotWithLine;
  const troubles: unknown[] = [];
  const note = (fields: object, message: string) => void troubles.push({ ...fields, message });
  beforeAll(async () => {
    bot = await startBotWithLine({}, { log: { info: () => {}, warn: note, error: note } });
  });
  afterAll(async () => {
    await bot.stop();
  });

  it.each(ROLES)("$stage $group completes the full assessment", async ({ stage, group }) => {
    const { userId } = bot.line.people.add({ displayName: `ผู้ทดสอบ ${stage} ${group}` });
    const player = new Player(bot.line, userId);
    await player.follow();
    await player.tap("accept|");
    await player.tap(`stage|${stage}`);
    await player.tap(`group|${stage}|${group}`);
    await player.tap("begin_full");
    const questions: string[] = [];
    while (tappables(player.latest).some(isLevel)) {
      const levels = tappables(player.latest).filter(isLevel);
      questions.push(...typesWhere(player.latest, (message) => tappables([message]).some(isLevel)));
      await player.tapAny(levels[questions.length % levels.length] ?? { data: "" });
    }
    const profile = content.framework.profiles.find((one) => one.stage === stage && one.group === group);
    expect(questions).toEqual(profile?.units.map(() => "flex"));
    const isResult = (message: Received) => textsOf([message]).includes("ผลการประเมิน");
    expect(typesWhere(player.latest, isResult)).toContain("flex");
    expect(player.latest.length).toBeLessThanOrEqual(5);
    expect(bot.line.log.rejected()).toEqual([]);
    expect(troubles).toEqual([]);
  });
});
