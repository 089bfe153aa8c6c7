import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Demo, startDemo } from "../../src/demo.ts";
import { hasChromium, openChromium } from "../simulator/chromium.ts";

/** What one person taps on the way, in their language. */
const WORDS = {
  th: {
    addFriend: "เพิ่มเพื่อน",
    accept: "ยอมรับและเริ่ม",
    chooseStage: "เลือกระยะนี้",
    chooseGroup: "เลือกกลุ่มนี้",
    levels: ["3 ทำได้ด้วยตนเอง", "2 ทำได้เมื่อมีผู้ช่วย"],
    result: "ผลการประเมิน",
    next: "ทำอะไรต่อได้",
  },
  en: {
    addFriend: "Add friend",
    accept: "Accept and begin",
    chooseStage: "Choose this stage",
    chooseGroup: "Choose this group",
    levels: ["3 On my own", "2 With help"],
    result: "Assessment result",
    next: "What you can do next",
  },
} as const;
type Language = keyof typeof WORDS;

const ROLES = [
  { name: "Early/Service", stage: 0, group: 3, begin: { th: "เริ่มประเมิน", en: "Begin" }, questions: 8 },
  {
    name: "Mature/Technologist",
    stage: 2,
    group: 4,
    begin: { th: "ทำแบบเต็ม (28 ข้อ)", en: "Full assessment (28 questions)" },
    questions: 28,
  },
] as const;

describe.skipIf(!hasChromium)("the demo page in a real browser", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "thaksa-demo-"));
  let demo: Demo;
  let browser: Browser;
  beforeAll(async () => {
    demo = await startDemo({ PORT: "0", DATA_DIR: dataDir });
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const cases = ROLES.flatMap((role) => (["th", "en"] as const).map((language) => ({ role, language })));
  it.each(cases)("$role.name is completed in $language", { timeout: 120_000 }, async ({ role, language }) => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(`${demo.url}/?lang=${language}`);
    const chat = new Chat(page);
    await meetSomebodyNew(page, `${role.name} ${language}`, language);
    const words = WORDS[language];
    await chat.tap(words.accept);
    await chat.tap(words.chooseStage, role.stage);
    await chat.tap(words.chooseGroup, role.group);
    await chat.tap(role.begin[language]);
    for (let question = 0; question < role.questions; question++) {
      await chat.see(positionOf(question + 1, role.questions, language));
      await chat.tap(words.levels[question % 2] ?? "");
    }
    await chat.see(words.result);
    await chat.see(words.next);
    expect(problems).toEqual([]);
    await page.close();
  });
});

function positionOf(number: number, total: number, language: Language): string {
  return language === "th" ? `${number} จาก ${total}` : `${number} of ${total}`;
}

/** Adds a person to the page, adds the account as a friend, and changes to the language in the chat. */
async function meetSomebodyNew(page: Page, name: string, language: Language): Promise<void> {
  const chat = new Chat(page);
  await page.getByRole("textbox").first().fill(name);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: new RegExp(name, "u") }).click();
  await chat.tap(WORDS[language].addFriend);
  await chat.see(WORDS.th.accept);
  if (language === "en") {
    await chat.type("English");
    await chat.see(WORDS.en.accept);
  }
}

/** The chat of the person the page shows. */
class Chat {
  readonly #page: Page;
  readonly #phone: Locator;
  constructor(page: Page) {
    this.#page = page;
    this.#phone = page.locator(".device");
  }

  /** Taps the newest button of this name, or the one on a certain card of a carousel. */
  async tap(name: string, card?: number): Promise<void> {
    const buttons = this.#phone.getByRole("button", { name, exact: true });
    await buttons.first().waitFor();
    await (card === undefined ? buttons.last() : buttons.nth(card)).click();
  }

  async type(text: string): Promise<void> {
    await this.#phone.getByRole("textbox").fill(text);
    await this.#page.keyboard.press("Enter");
  }

  async see(text: string): Promise<void> {
    await this.#phone.getByText(text).last().waitFor({ state: "visible" });
  }
}
