import { afterEach, beforeEach, expect, test } from "vitest";
import type { TrafficEntry } from "../../src/simulator/traffic-log.ts";
import { openStage, type Stage, text } from "./fake-bot.ts";

const PUSH = "/v2/bot/message/push";
const RETRY_KEY = "7f9c24e8-3b12-4fef-91e0-56a2d5a1e9b0";

let stage: Stage;
let somying: string;
let heard: TrafficEntry[];

beforeEach(async () => {
  heard = [];
  stage = await openStage({ keepEntries: 2, onEntry: (entry) => void heard.push(entry) });
  [somying = ""] = stage.standIn.people.list().map(({ userId }) => userId);
  stage.standIn.inside.book.setFriendship(somying, "following");
});

afterEach(() => stage.close());

const push = (headers: Record<string, string> = {}) =>
  stage.call(PUSH, { to: somying, messages: [text("เตือน")] }, { headers });

async function statusesOf(count: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let number = 0; number < count; number++) statuses.push((await push()).status);
  return statuses;
}

test("a push that is accepted and answered with 500 has been sent: the same key again gets 409", async () => {
  stage.standIn.controls.failNext(1, "accept_then_500");
  const headers = { "x-line-retry-key": RETRY_KEY };
  expect([(await push(headers)).status, (await push(headers)).status]).toEqual([500, 409]);
  expect(stage.standIn.inside.book.chat(somying).length).toBe(1);
  expect(
    heard.map((entry) => entry.kind === "api" && [entry.status, entry.accepted, entry.retryKey]),
  ).toEqual([
    [500, true, RETRY_KEY],
    [409, false, RETRY_KEY],
  ]);
});

test("pushes fail at random by a seed, the same way every time, until it is switched off", async () => {
  const { controls } = stage.standIn;
  const plan = { seed: 11, rates: { "500": 0.3, "429": 0.2 } };
  controls.setPushFaults(plan);
  const statuses = await statusesOf(60);
  const count = (status: number) => statuses.filter((one) => one === status).length;
  expect(new Set(statuses)).toEqual(new Set([200, 429, 500]));
  expect([count(500) >= 8 && count(500) <= 30, count(429) >= 3 && count(429) <= 24]).toEqual([true, true]);
  controls.setPushFaults(plan);
  expect(await statusesOf(60)).toEqual(statuses);
  controls.setPushFaults({ ...plan, seed: 12 });
  expect(await statusesOf(60)).not.toEqual(statuses);
  controls.setPushFaults(null);
  expect(new Set(await statusesOf(20))).toEqual(new Set([200]));
});

test("random faults of pushes leave other calls alone, and a reset ends them", async () => {
  const { controls } = stage.standIn;
  controls.setPushFaults({ seed: 1, rates: { "500": 1 } });
  expect((await stage.call("/v2/bot/message/quota")).status).toBe(200);
  expect((await push()).status).toBe(500);
  controls.reset();
  expect((await push()).status).toBe(200);
});

test("every entry is heard, also those the log does not keep", async () => {
  await statusesOf(5);
  expect([heard.length, stage.standIn.log.entries.length]).toEqual([5, 2]);
});
