import request from "supertest";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BotWithLine, startBotWithLine } from "./support/bot-with-line.ts";

let bot: BotWithLine;
beforeAll(async () => {
  bot = await startBotWithLine();
});
afterAll(() => bot.stop());

it("tells browsers to be careful with every answer but the webhook's, which have no body", async () => {
  const careful = "x-content-type-options";
  for (const path of ["/livez", "/readyz", "/metrics", "/nothing-here"]) {
    expect((await request(bot.url).get(path)).headers, path).toHaveProperty(careful, "nosniff");
  }
  const refused = await request(bot.url).post("/webhook").send("{}");
  expect([refused.status, refused.text]).toEqual([401, ""]);
  expect(refused.headers).not.toHaveProperty(careful);
  expect(refused.headers).not.toHaveProperty("x-powered-by");
});
