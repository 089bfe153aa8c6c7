import express from "express";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createDemoPage, type GalleryItem } from "../../src/simulator/demo-page.ts";
import { createLineStandIn } from "../../src/simulator/line-stand-in.ts";
import { listen } from "../../src/web/http-server.ts";
import { hasChromium, openChromium } from "./chromium.ts";
import { type LineCaller, openStage, type Received, type Stage, text } from "./fake-bot.ts";

const ATTACK = '<img src="x" onerror="window.attacked=true"><b>ก</b>';

/** One grey pixel. */
const SMALL_PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

const card = (words: string) => ({
  type: "flex",
  altText: "การ์ดคำถาม",
  contents: {
    type: "bubble",
    body: {
      type: "box",
      layout: "vertical",
      contents: [
        { type: "text", text: words, wrap: true, weight: "bold" },
        {
          type: "box",
          layout: "vertical",
          height: "10px",
          backgroundColor: "#E6EBF0",
          contents: [
            {
              type: "box",
              layout: "vertical",
              width: "73%",
              height: "10px",
              backgroundColor: "#0B5D8A",
              contents: [],
            },
          ],
        },
      ],
    },
    footer: {
      type: "box",
      layout: "vertical",
      contents: [
        {
          type: "button",
          style: "primary",
          action: {
            type: "postback",
            label: "3 ทำได้ด้วยตนเอง",
            data: "q=1&v=2",
            displayText: "ข้อ 1: ทำได้ด้วยตนเอง",
          },
        },
      ],
    },
  },
});

const withQuickReplies = {
  ...text("เลือกได้เลย"),
  quickReply: {
    items: ["เริ่ม", "ช่วยเหลือ"].map((label) => ({
      type: "action",
      action: { type: "message", label, text: label },
    })),
  },
};

/** The little the tests ask of an element in the page. */
interface Drawn {
  readonly clientWidth: number;
  readonly parentElement: { readonly clientWidth: number };
  computedStyleMap(): { get(property: string): { toString(): string } };
}

/** What the fake bot says to typed words and postback data. */
const ANSWERS: Record<string, unknown[]> = {
  การ์ด: [card("ข้อ 1 วิเคราะห์ข้อมูล")],
  ปุ่ม: [withQuickReplies],
  โจมตี: [text(ATTACK), card(ATTACK)],
  ผิด: [text("")],
};

async function answer({ events }: Received, line: LineCaller): Promise<number> {
  for (const event of events) {
    const said = event.message?.text ?? event.postback?.data ?? event.type;
    if (said === "รอ") {
      await line("/v2/bot/chat/loading/start", { chatId: event.source.userId });
    } else if (event.replyToken) {
      const messages = ANSWERS[said] ?? [text(`ได้รับ ${said}`)];
      await line("/v2/bot/message/reply", { replyToken: event.replyToken, messages });
    }
  }
  return 200;
}

const WIDTHS = { nano: 120, micro: 160, deca: 220, hecto: 241, kilo: 260, mega: 300, giga: 370 };

const GALLERY: GalleryItem[] = [
  ...Object.keys(WIDTHS).map((size) => {
    const message = card("กว้างเท่าใด");
    return {
      name: size,
      language: "th" as const,
      message: { ...message, contents: { ...message.contents, size } },
    };
  }),
  { name: "question", language: "th", message: card("การ์ดภาษาไทย") },
  { name: "question", language: "en", message: card("An English card") },
];

describe.skipIf(!hasChromium)("the demo page in a browser", () => {
  let browser: Browser;
  let stage: Stage;
  let page: Page;
  let troubles: string[];
  let chat: Locator;

  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    stage = await openStage({}, (app, standIn) => {
      app.use("/demo", createDemoPage({ standIn, gallery: async () => GALLERY }));
    });
    stage.answerWith(answer);
    troubles = [];
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    page = await context.newPage();
    page.on("pageerror", (problem) => troubles.push(problem.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("400")) troubles.push(message.text());
    });
    await page.goto(`${stage.url}/demo?lang=th`);
    chat = page.getByRole("log", { name: "แชตของ สมหญิง ตัวอย่าง" });
  });

  afterEach(async () => {
    await page.context().close();
    await stage.close();
    expect(troubles).toEqual([]);
  });

  async function befriend(): Promise<void> {
    await page.getByRole("button", { name: "เพิ่มเพื่อน" }).click();
    await chat.getByText("ได้รับ follow").waitFor();
  }

  async function say(words: string): Promise<void> {
    const field = page.getByRole("textbox", { name: "ข้อความ" });
    await field.fill(words);
    await field.press("Enter");
  }

  it("adds the account as a friend, sends typed words and shows the bot's answer and that it read them", async () => {
    await befriend();
    await say("สวัสดี");
    await chat.getByText("ได้รับ สวัสดี").waitFor();
    await chat.getByText("อ่านแล้ว").waitFor();
    expect(stage.standIn.log.rejected()).toEqual([]);
  });

  it("repeats a tapped button's words as said by the person", async () => {
    await befriend();
    await say("การ์ด");
    await chat.getByRole("button", { name: "3 ทำได้ด้วยตนเอง" }).click();
    await chat.getByText("ได้รับ q=1&v=2").waitFor();
    const mine = chat.locator(".from-person .bubble");
    expect(await mine.allTextContents()).toEqual(["การ์ด", "ข้อ 1: ทำได้ด้วยตนเอง"]);
  });

  it("draws a bar as wide as its percentage", async () => {
    await befriend();
    await say("การ์ด");
    const bar = chat.locator(".fx-box .fx-box .fx-box").first();
    await bar.waitFor();
    const shares = await bar.evaluate((one: Drawn) => one.clientWidth / one.parentElement.clientWidth);
    expect(shares).toBeCloseTo(0.73, 2);
  });

  it("leaves markup in messages and in cards as text", async () => {
    await befriend();
    await say("โจมตี");
    await chat.getByRole("button", { name: "3 ทำได้ด้วยตนเอง" }).waitFor();
    const shown = await chat.locator(".from-bot .bubble, .fx-text").allTextContents();
    expect(shown.filter((words) => words === ATTACK)).toHaveLength(2);
    expect(await chat.locator("img, b").count()).toBe(0);
    expect(await page.evaluate("window.attacked")).toBeUndefined();
  });

  it("opens a web address in a message in a new tab that cannot reach the chat", async () => {
    const gallery = `${stage.url}/demo/gallery`;
    stage.answerWith(async ({ events }, line) => {
      const messages = [text(`เปิดหน้านี้\n${gallery}\njavascript:alert(1)`)];
      for (const { replyToken } of events) await line("/v2/bot/message/reply", { replyToken, messages });
      return 200;
    });
    await page.getByRole("button", { name: "เพิ่มเพื่อน" }).click();
    await chat.getByRole("link").waitFor();
    expect(await chat.getByRole("link").allTextContents()).toEqual([gallery]);
    const opened = page.context().waitForEvent("page");
    await chat.getByRole("link").click();
    const tab = await opened;
    await tab.getByText("การ์ดภาษาไทย").waitFor();
    expect(tab.url()).toBe(gallery);
    expect(await tab.evaluate("window.opener")).toBeNull();
  });

  it("shows quick replies on the phone until the next message, and never on LINE for PC", async () => {
    await befriend();
    await say("ปุ่ม");
    const strip = page.getByRole("group", { name: "ปุ่มตอบด่วน" });
    await strip.waitFor();
    await page.getByRole("button", { name: "LINE สำหรับ PC" }).click();
    await strip.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "โทรศัพท์" }).click();
    await strip.getByRole("button", { name: "เริ่ม" }).click();
    await chat.getByText("ได้รับ เริ่ม").waitFor();
    await strip.waitFor({ state: "detached" });
  });

  it("sends nothing for an Enter that only ends the composition of a word", async () => {
    await befriend();
    const field = page.getByRole("textbox", { name: "ข้อความ" });
    await field.fill("กำลังพิมพ์");
    await field.dispatchEvent("keydown", { key: "Enter", isComposing: true });
    expect(await field.inputValue()).toBe("กำลังพิมพ์");
    expect(stage.received).toHaveLength(1);
  });

  it("sends stickers, pictures and locations, and takes a message back", async () => {
    await befriend();
    for (const name of ["ส่งสติกเกอร์", "ส่งรูปภาพ", "ส่งตำแหน่ง"]) {
      await page.getByRole("button", { name }).click();
    }
    await chat.getByText("สถานที่สมมติ").waitFor();
    await say("พิมพ์ผิด");
    await chat.getByText("ได้รับ พิมพ์ผิด").waitFor();
    await chat.getByRole("button", { name: "ยกเลิกข้อความ" }).last().click();
    await chat.getByText("คุณยกเลิกข้อความ").waitFor();
    await stage.standIn.log.idle();
    const kinds = stage.received.map(({ events: [event] }) => event.message?.type ?? event.type);
    expect(new Set(kinds)).toEqual(new Set(["follow", "image", "location", "sticker", "text", "unsend"]));
    expect(kinds).toHaveLength(6);
  });

  it("shows the rich menu on the phone only, in place of the input until the keyboard is asked for", async () => {
    const { menus } = stage.standIn.inside;
    const created = menus.create({
      size: { width: 1200, height: 405 },
      selected: true,
      name: "main",
      chatBarText: "เมนู",
      areas: [
        {
          bounds: { x: 0, y: 0, width: 600, height: 405 },
          action: { type: "postback", label: "เริ่มประเมิน", data: "start", displayText: "เริ่ม" },
        },
      ],
    });
    const { richMenuId } = created.body as { richMenuId: string };
    menus.upload(richMenuId, "image/png", Buffer.from(SMALL_PNG, "base64"));
    menus.setDefault(richMenuId);
    await befriend();
    await page.getByRole("button", { name: "เริ่มประเมิน" }).click();
    await chat.getByText("ได้รับ start").waitFor();
    expect(await page.getByRole("textbox", { name: "ข้อความ" }).isVisible()).toBe(false);
    await page.getByRole("button", { name: "แป้นพิมพ์" }).click();
    await page.getByRole("textbox", { name: "ข้อความ" }).waitFor();
    await page.getByRole("button", { name: "LINE สำหรับ PC" }).click();
    await page.getByRole("group", { name: "ริชเมนู" }).waitFor({ state: "detached" });
  });

  it("shows the loading animation", async () => {
    await befriend();
    await say("รอ");
    await chat.getByRole("img", { name: "กำลังพิมพ์" }).waitFor();
  });

  it("keeps each person's chat over a reload and a change of person", async () => {
    await befriend();
    await page.reload();
    await chat.getByText("ได้รับ follow").waitFor();
    await page.getByRole("textbox", { name: "ชื่อคนสมมติ" }).fill("ปิติ สมมติ");
    await page.getByRole("button", { name: "เพิ่มคน" }).click();
    const other = page.getByRole("log", { name: "แชตของ ปิติ สมมติ" });
    await other.waitFor();
    expect(await other.getByText("ได้รับ follow").count()).toBe(0);
    await page.getByRole("button", { name: "สมหญิง ตัวอย่าง" }).click();
    await chat.getByText("ได้รับ follow").waitFor();
  });

  it("says what the people are in the organisation, and shows a code as soon as somebody has one", async () => {
    const item = page.getByRole("listitem").filter({ hasText: "สมชาย สมมติ" });
    await item.getByText("เจ้าหน้าที่", { exact: true }).waitFor();
    await page.getByText("ผู้อำนวยการกอง", { exact: true }).waitFor();
    await page.getByText("ฝ่ายบุคคล", { exact: true }).waitFor();
    expect(await item.getByText("รหัสเชื่อมบัญชี").count()).toBe(0);
    const { people } = stage.standIn;
    const officer = people.list().find(({ part }) => part === "officer");
    people.giveCode(officer?.userId ?? "", "AC3DEF4GHJ");
    await item.getByText("AC3DEF4GHJ", { exact: true }).waitFor();
    people.giveCode(officer?.userId ?? "", undefined);
    await item.getByText("AC3DEF4GHJ", { exact: true }).waitFor({ state: "detached" });
  });

  it("closes the input when the account is blocked", async () => {
    await befriend();
    await page.getByRole("button", { name: "บล็อก", exact: true }).click();
    await page.getByText("บล็อกบัญชีนี้อยู่ จึงส่งข้อความไม่ได้").waitFor();
    expect(await page.getByRole("textbox", { name: "ข้อความ" }).isVisible()).toBe(false);
    await page.getByRole("button", { name: "เลิกบล็อก" }).click();
    await page.getByRole("textbox", { name: "ข้อความ" }).waitFor();
  });

  it("shows rejected messages in the log with the reason, in red", async () => {
    await befriend();
    await say("ผิด");
    const line = page.getByRole("list", { name: "บันทึก" }).getByText("messages[0].text May not be empty");
    await line.waitFor();
    expect(await line.evaluate((one: Drawn) => one.computedStyleMap().get("color").toString())).toBe(
      "rgb(198, 40, 40)",
    );
  });

  it("moves the switches of the stand-in", async () => {
    const { controls } = stage.standIn;
    await page.getByLabel("ส่งสองชุดพร้อมกัน").check();
    await page.getByLabel("โควตาต่อเดือน").selectOption("5");
    await page.getByRole("button", { name: "ตอบ 429" }).click();
    await page.getByText("รออยู่: 429").waitFor();
    await page.getByRole("button", { name: "+1 วัน" }).click();
    await expect.poll(() => controls.movedMs()).toBe(24 * 3_600_000);
    expect(controls.switches()).toMatchObject({ duplicate: true, quota: 5 });
    await page.getByRole("button", { name: "กลับเป็นปกติ" }).click();
    await expect.poll(() => controls.switches().duplicate).toBe(false);
    await expect.poll(() => page.getByLabel("ส่งสองชุดพร้อมกัน").isChecked()).toBe(false);
  });

  it("lets the panel be closed on a narrow screen, and closes it when a wide window is narrowed", async () => {
    const panel = page.getByRole("complementary", { name: "สวิตช์และบันทึก" });
    await panel.waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await panel.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "แสดงแผง" }).click();
    await panel.waitFor();
    await page.getByRole("button", { name: "ซ่อนแผง" }).click();
    await panel.waitFor({ state: "hidden" });
  });

  it("speaks English with ?lang=en", async () => {
    await page.goto(`${stage.url}/demo/?lang=en`);
    await page.getByRole("button", { name: "Add friend" }).click();
    await page.getByRole("log", { name: "Chat of สมหญิง ตัวอย่าง" }).getByText("ได้รับ follow").waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
  });

  it("draws bubbles as wide as LINE does, the widest as wide as the phone lets it", async () => {
    await page.goto(`${stage.url}/demo/gallery`);
    const widths: Record<string, number> = {};
    for (const size of Object.keys(WIDTHS)) {
      const bubble = page.getByRole("article", { name: size }).locator(".fx-bubble");
      widths[size] = await bubble.evaluate((one: Drawn) => one.clientWidth);
    }
    expect(widths).toEqual(WIDTHS);
  });

  it("shows the cards of one language in the gallery", async () => {
    await page.goto(`${stage.url}/demo/gallery`);
    await page.getByText("การ์ดภาษาไทย").waitFor();
    expect(await page.getByText("An English card").count()).toBe(0);
    await page.getByRole("link", { name: "English" }).click();
    await page.getByText("An English card").waitFor();
    expect(await page.getByRole("article", { name: "question" }).count()).toBe(1);
  });
});

describe.skipIf(!hasChromium)("the demo page when the demo starts anew", () => {
  async function startAt(port: number) {
    const standIn = createLineStandIn({ channelSecret: "fictional", webhookUrl: "http://127.0.0.1:1/" });
    const server = await listen(express().use(createDemoPage({ standIn })), port, "127.0.0.1");
    const stop = async () => {
      standIn.close();
      await server.close();
    };
    return { standIn, port: server.port, stop };
  }

  it("goes on with somebody who is there", async () => {
    const browser = await openChromium();
    const before = await startAt(0);
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${before.port}/?lang=th`);
    await page.getByRole("textbox", { name: "ชื่อคนสมมติ" }).fill("ปิติ สมมติ");
    await page.getByRole("button", { name: "เพิ่มคน" }).click();
    await page.getByRole("log", { name: "แชตของ ปิติ สมมติ" }).waitFor();
    await before.stop();
    await page.getByRole("alert").waitFor();
    const after = await startAt(before.port);
    const chat = page.getByRole("log", { name: "แชตของ สมหญิง ตัวอย่าง" });
    await chat.waitFor();
    await page.getByRole("alert").waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "เพิ่มเพื่อน" }).click();
    await chat.getByText("เพิ่มเพื่อนแล้ว").waitFor();
    expect(await page.getByRole("button", { name: "ปิติ สมมติ" }).count()).toBe(0);
    await browser.close();
    await after.stop();
  });
});

describe("the demo page's own API", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage({}, (app, standIn) => app.use("/demo", createDemoPage({ standIn })));
  });
  afterEach(() => stage.close());

  it("sends a policy that allows nothing from elsewhere and no inline script", async () => {
    const response = await fetch(`${stage.url}/demo/`);
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)|https?:\/\//);
  });

  it("answers requests that cannot be read in JSON, and tells the terminal nothing", async () => {
    const printed = vi.spyOn(console, "error");
    const large = { text: "x".repeat(70_000) };
    const answers = [
      await stage.call("/demo/api/switches", "{not json"),
      await stage.call("/demo/api/people/Unobody/text", large),
      await stage.call("/demo/api/chats/%E0%A4%A"),
      await stage.call("/demo/api/people/%ff/text", { text: "x" }),
      await stage.call("/demo/api/switches", "{}", {
        headers: { "content-type": "application/json; charset=x-unknown" },
      }),
      await stage.call("/demo/api/nowhere", {}),
    ];
    expect(answers.map(({ status, body }) => ({ status, body }))).toEqual([
      { status: 400, body: { message: "the request is not well formed" } },
      { status: 413, body: { message: "the request is too large" } },
      { status: 400, body: { message: "the request is not well formed" } },
      { status: 400, body: { message: "the request is not well formed" } },
      { status: 415, body: { message: "the request's character set or encoding is not known" } },
      { status: 404, body: { message: "there is nothing at this address" } },
    ]);
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });

  it("refuses what a form on another page could send, and answers 400 for unknown people", async () => {
    const headers = { "content-type": "text/plain" };
    const form = await fetch(`${stage.url}/demo/api/reset`, { method: "POST", headers, body: "{}" });
    const unknown = await stage.call("/demo/api/people/Unobody/text", { text: "ก" });
    expect([form.status, unknown.status]).toEqual([415, 400]);
  });
});
