import type { Browser, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { ChatEntry } from "../../src/simulator/chat-book.ts";
import { openDemoPage } from "./demo-phone.ts";

const SCREEN = { width: 1400, height: 900 };
const PATIENCE = { timeout: 60_000 };

/** The demo page as whoever shows the demo has it open: the clock, and everybody's unread messages. */
export class Desk {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async open(browser: Browser, url: string, troubles: string[]): Promise<Desk> {
    const desk = new Desk(await openDemoPage(browser, url, troubles, SCREEN));
    await desk.#clock.waitFor();
    return desk;
  }

  /** Moves the clock to the next working morning, which is on another day, and waits until it shows that. */
  async goToNextMorning(): Promise<void> {
    const before = await this.#day();
    await this.#page.getByRole("button", { name: "ไปเช้าวันทำการถัดไป" }).click();
    await expect.poll(() => this.#day(), PATIENCE).not.toBe(before);
    expect(await this.#clock.innerText()).toMatch(/พ\.ศ\. 25\d\d เวลา\s09:0\d/u);
  }

  /** Waits until as many messages to people of the department are unread; 0 shows no mark at all. */
  async seeUnread(count: number): Promise<void> {
    const shown = async () => (await this.#unread.allInnerTexts()).join();
    await expect.poll(shown, PATIENCE).toBe(count === 0 ? "" : String(count));
  }

  /** Messages in somebody's chat that were pushed to them. */
  async pushedTo(userId: string): Promise<readonly ChatEntry[]> {
    const response = await this.#page.request.get(new URL(`api/chats/${userId}`, this.#page.url()).href);
    const { entries } = (await response.json()) as { readonly entries: readonly ChatEntry[] };
    return entries.filter(({ via }) => via === "push");
  }

  /** As the panel has it: "วันจันทร์ที่ 23 พฤศจิกายน พ.ศ. 2569". */
  async #day(): Promise<string> {
    return (await this.#clock.innerText()).split(" เวลา")[0] ?? "";
  }

  get #clock(): Locator {
    return this.#page.getByRole("group", { name: "เวลาของ LINE จำลอง" }).getByRole("status").first();
  }

  get #unread(): Locator {
    return this.#page.locator(".department summary .badge");
  }
}
