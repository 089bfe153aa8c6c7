import { afterEach, beforeEach, expect, test } from "vitest";
import { fixedToken } from "../../src/line/channel-access-token.ts";
import { LineChannelFigures } from "../../src/line/line-channel-figures.ts";
import { openStage, type Stage, TOKEN, text } from "../simulator/fake-bot.ts";

const PUSH = "/v2/bot/message/push";
const AT = Date.parse("2026-11-24T00:30:00+09:00");

let stage: Stage;
let figures: LineChannelFigures;
let nowMs: number;
let warnings: object[];

beforeEach(async () => {
  nowMs = AT;
  warnings = [];
  stage = await openStage({ clock: () => nowMs, quota: 500 });
  const log = { info() {}, warn: (fields: object) => void warnings.push(fields), error() {} };
  figures = new LineChannelFigures({ tokens: fixedToken(TOKEN), apiBaseURL: stage.url, log });
});

afterEach(() => stage.close());

/** Pushes under a unit to so many people, of whom so many write something afterwards. */
async function pushTo(count: number, { seenBy }: { readonly seenBy: number }): Promise<void> {
  const people = Array.from({ length: count }, (_, index) =>
    stage.standIn.people.add({ displayName: `คนสมมติ ${index}` }),
  );
  for (const { userId } of people) {
    stage.standIn.inside.book.setFriendship(userId, "following");
    await stage.call(PUSH, { to: userId, messages: [text("เตือน")], customAggregationUnits: ["run_1"] });
  }
  nowMs += 60_000;
  for (const { userId } of people.slice(0, seenBy))
    await stage.standIn.people.sendText(userId, "ต่อ").delivered;
}

test("the month's quota and what is used of it", async () => {
  await pushTo(3, { seenBy: 0 });
  expect(await figures.quota()).toEqual({ limit: 500, used: 3 });
  stage.standIn.controls.set({ quota: null });
  expect(await figures.quota()).toEqual({ limit: null, used: 3 });
});

test("a quota LINE does not tell is not known", async () => {
  stage.standIn.controls.failNext(1, "500");
  expect(await figures.quota()).toBeUndefined();
  expect(warnings).toEqual([{}]);
});

test("how many people saw a run, by days in Japan", async () => {
  await pushTo(25, { seenBy: 20 });
  expect(await figures.seenBy("run_1", "20261124", "20261125")).toBe(20);
  expect(await figures.seenBy("run_1", "20261125", "20261126")).toBeNull();
  expect(await figures.seenBy("run_2", "20261124", "20261125")).toBeNull();
});

test("fewer than 20 people are not told", async () => {
  await pushTo(25, { seenBy: 19 });
  expect(await figures.seenBy("run_1", "20261124", "20261125")).toBeNull();
  expect(warnings).toEqual([]);
});

test("what LINE refuses to tell is not known", async () => {
  expect(await figures.seenBy("run_1", "20261124", "20270124")).toBeNull();
  expect(warnings).toEqual([{ status: 400 }]);
});
