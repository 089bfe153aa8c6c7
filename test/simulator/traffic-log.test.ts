import { expect, it } from "vitest";
import { createTrafficLog } from "../../src/simulator/traffic-log.ts";

const SOMYING = `U${"a1".repeat(16)}`;
const reply = (...words: string[]) => ({
  kind: "api" as const,
  endpoint: "POST /v2/bot/message/reply",
  status: 200,
  accepted: true,
  requestId: "r",
  recipients: [SOMYING],
  messages: words.map((text) => ({ type: "text", text })),
  errors: [],
});
const refused = {
  ...reply(""),
  status: 400,
  accepted: false,
  reason: "invalid_request" as const,
  errors: [{ message: "May not be empty", property: "messages[0].text" }],
};

it("hands over the messages of each call once, in order, whether they came before or after the question", async () => {
  const log = createTrafficLog(() => 0);
  log.add(reply("หนึ่ง", "สอง"));
  expect(await log.nextMessages(SOMYING)).toEqual(reply("หนึ่ง", "สอง").messages);
  const waiting = log.nextMessages(SOMYING);
  log.add(refused);
  log.add(reply("สาม"));
  expect(await waiting).toEqual(reply("สาม").messages);
});

it("says what the log holds when nothing comes", async () => {
  const log = createTrafficLog(() => 0);
  log.add(refused);
  await expect(log.nextMessages(SOMYING, 1)).rejects.toThrow(
    "POST /v2/bot/message/reply -> 400 messages[0].text May not be empty",
  );
});

it("is idle when everything begun is over", async () => {
  const log = createTrafficLog(() => 0);
  const over = [log.begin(), log.begin()];
  let quiet = false;
  const idle = log.idle().then(() => {
    quiet = true;
  });
  over[0]?.();
  over[0]?.();
  await Promise.resolve();
  expect(quiet).toBe(false);
  over[1]?.();
  await idle;
});

it("forgets the oldest entries and numbers on", () => {
  const log = createTrafficLog(() => 7, 2);
  for (const words of ["ก", "ข", "ค"]) log.add(reply(words));
  expect(log.entries.map((entry) => [entry.number, entry.at])).toEqual([
    [2, 7],
    [3, 7],
  ]);
});
