import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDemoPage } from "../src/simulator/demo-page.ts";
import { openStage, type Stage, text } from "./simulator/fake-bot.ts";

const MORNING = 1_800_000_000_000;
const CARD = {
  type: "flex",
  altText: "การ์ดยาว",
  contents: { type: "bubble", body: { type: "box", layout: "vertical", contents: [text("เนื้อหา")] } },
};

describe("the demo page's own API with a crowd of people", () => {
  let stage: Stage;
  let mornings: number[];

  beforeEach(async () => {
    mornings = [];
    stage = await openStage({}, (app, standIn) => {
      app.use("/demo", createDemoPage({ standIn, nextMorning: () => mornings.pop() }));
    });
  });
  afterEach(() => stage.close());

  it("lists people with their unit and the words of the latest message, without its card", async () => {
    const { people, inside } = stage.standIn;
    people.add({ userId: "U1", displayName: "ปิติ สมมติ", unit: "กองตัวอย่าง", friendship: "following" });
    inside.book.add("U1", { from: "bot", message: CARD, via: "push" });
    const { body } = await stage.call("/demo/api/people");
    const listed = (body as readonly { readonly userId: string }[]).find(({ userId }) => userId === "U1");
    expect(listed).toMatchObject({ unit: "กองตัวอย่าง", friendship: "following" });
    expect(listed).toHaveProperty("last.message", { type: "flex", altText: "การ์ดยาว" });
    const chat = await stage.call("/demo/api/chats/U1");
    expect(chat.body).toHaveProperty("entries[0].message", CARD);
  });

  it("adds somebody without telling the bot of it", async () => {
    stage.standIn.people.add({ displayName: "ปิติ สมมติ", friendship: "following" });
    await stage.standIn.log.idle();
    expect(stage.received).toEqual([]);
  });

  it("moves the clock to the next morning, or says that nobody knows one", async () => {
    const { controls } = stage.standIn;
    mornings = [MORNING];
    const moved = await stage.call("/demo/api/clock/morning", {});
    const now = controls.now();
    const unknown = await stage.call("/demo/api/clock/morning", {});
    expect([moved.body, unknown.body]).toEqual([{ isMoved: true }, { isMoved: false }]);
    expect(now).toBeGreaterThanOrEqual(MORNING);
    expect(now).toBeLessThan(MORNING + 60_000);
  });
});
